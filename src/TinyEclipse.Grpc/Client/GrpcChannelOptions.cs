using Grpc.Core;
using Grpc.Framing;
using Grpc.Net.Client.Configuration;
using Grpc.Net.Compression;
using Microsoft.Extensions.Logging;

namespace Grpc.Net.Client;

/// <summary>How a channel reaches its server and what its calls may do. Read once, when the channel is made.</summary>
public sealed class GrpcChannelOptions
{
    /// <summary>Unset: insecure for http, TLS for https.</summary>
    public ChannelCredentials? Credentials { get; set; }

    /// <summary>Unset: no limit.</summary>
    public int? MaxSendMessageSize { get; set; }

    /// <summary>Holds for the message on the wire and for what it inflates to. Null: no limit.</summary>
    public int? MaxReceiveMessageSize { get; set; } = GrpcProtocol.DefaultMaxReceiveMessageSize;

    /// <summary>An upper bound to what retry policies ask for. Null: no bound.</summary>
    public int? MaxRetryAttempts { get; set; } = 5;

    /// <summary>How much all calls together may keep for retries; above it calls are not retried.</summary>
    public long? MaxRetryBufferSize { get; set; } = 16 * 1024 * 1024;

    /// <summary>How much one call may keep for retries; above it the call is not retried.</summary>
    public long? MaxRetryBufferPerCallSize { get; set; } = 1024 * 1024;

    /// <summary>Unset: gzip and deflate.</summary>
    public IList<ICompressionProvider>? CompressionProviders { get; set; }

    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>Made and disposed by the caller, unless <see cref="DisposeHttpClient"/> is set. Excludes <see cref="HttpHandler"/>.</summary>
    public HttpClient? HttpClient { get; set; }

    /// <summary>As <see cref="HttpClient"/>, but without its overall timeout and base address.</summary>
    public HttpMessageHandler? HttpHandler { get; set; }

    /// <summary>Whether disposing the channel disposes the client or handler it was given.</summary>
    public bool DisposeHttpClient { get; set; }

    /// <summary>Throws <see cref="OperationCanceledException"/> instead of <see cref="RpcException"/> if this side gave up.</summary>
    public bool ThrowOperationCanceledOnCancellation { get; set; }

    /// <summary>Sends call credentials even without TLS: for tests and private networks.</summary>
    public bool UnsafeUseInsecureChannelCallCredentials { get; set; }

    public ServiceConfig? ServiceConfig { get; set; }
}
