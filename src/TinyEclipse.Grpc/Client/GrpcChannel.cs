using System.Collections.Concurrent;
using Grpc.Core;
using Grpc.Framing;
using Grpc.Net.Client.Calls;
using Grpc.Net.Client.Retries;
using Microsoft.Extensions.Logging.Abstractions;

namespace Grpc.Net.Client;

/// <summary>A way to one server over HTTP/2. Making one is dear, a call is cheap: keep the channel and share it.</summary>
public sealed class GrpcChannel : ChannelBase, IDisposable
{
    private readonly Uri _address;
    private readonly ConcurrentDictionary<IMethod, MethodTarget> _targets = new();
    private readonly RetryTable _retries;
    private readonly ChannelTransport _transport;
    private readonly CancellationTokenSource _disposed = new();
    private readonly int? _maxSendMessageSize;

    private GrpcChannel(Uri address, GrpcChannelOptions options)
        : base(address.Authority)
    {
        if (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps)
            throw new ArgumentException($"The scheme of {address} is neither http nor https.", nameof(address));

        _address = address;
        Log = new CallLog((options.LoggerFactory ?? NullLoggerFactory.Instance).CreateLogger(typeof(GrpcChannel).FullName!));
        var security = new ChannelSecurity(address, options.Credentials, options.UnsafeUseInsecureChannelCallCredentials);
        Credentials = new ChannelCallCredentials(security.CallCredentials, security.MayShowCredentials, Log);
        Compression = new CompressionProviders(options.CompressionProviders?.AsEnumerable() ?? CompressionProviders.Defaults);
        MaxReceiveMessageSize = options.MaxReceiveMessageSize;
        _maxSendMessageSize = options.MaxSendMessageSize;
        ThrowsOperationCanceled = options.ThrowOperationCanceledOnCancellation;
        RetryBuffer = new RetryBuffer(options.MaxRetryBufferSize, options.MaxRetryBufferPerCallSize);
        RetryThrottle = options.ServiceConfig?.RetryThrottling is { } throttling ? new RetryThrottle(throttling) : null;
        _retries = new RetryTable(options.ServiceConfig, options.MaxRetryAttempts);
        _transport = new ChannelTransport(options);
    }

    internal CallLog Log { get; }

    internal ChannelCallCredentials Credentials { get; }

    internal CompressionProviders Compression { get; }

    internal int? MaxReceiveMessageSize { get; }

    internal bool ThrowsOperationCanceled { get; }

    internal RetryBuffer RetryBuffer { get; }

    internal RetryThrottle? RetryThrottle { get; }

    internal CancellationToken Disposed => _disposed.Token;

    public static GrpcChannel ForAddress(string address) => ForAddress(address, new GrpcChannelOptions());

    public static GrpcChannel ForAddress(string address, GrpcChannelOptions channelOptions) => ForAddress(new Uri(address), channelOptions);

    public static GrpcChannel ForAddress(Uri address) => ForAddress(address, new GrpcChannelOptions());

    public static GrpcChannel ForAddress(Uri address, GrpcChannelOptions channelOptions)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(channelOptions);
        return new GrpcChannel(address, channelOptions);
    }

    public override CallInvoker CreateCallInvoker()
    {
        ObjectDisposedException.ThrowIf(_disposed.IsCancellationRequested, this);
        return new HttpCallInvoker(this);
    }

    /// <summary>Cancels the calls that still run.</summary>
    public void Dispose()
    {
        if (_disposed.IsCancellationRequested)
            return;
        _disposed.Cancel();
        _transport.Dispose();
    }

    protected override Task ShutdownAsyncCore()
    {
        Dispose();
        return Task.CompletedTask;
    }

    internal MethodTarget GetTarget(IMethod method)
    {
        ObjectDisposedException.ThrowIf(_disposed.IsCancellationRequested, this);
        return _targets.TryGetValue(method, out var target)
            ? target
            : _targets.GetOrAdd(method, MethodTarget.Create(_address, method, _retries.Find(method)));
    }

    internal MessageSerializer CreateSerializer(PooledBufferWriter destination, Metadata? headers)
    {
        var encoding = headers?.GetValue(Metadata.CompressionRequestAlgorithmMetadataKey);
        return Compression.TryGet(encoding, out var provider)
            ? new MessageSerializer(destination, provider, compressionLevel: null, _maxSendMessageSize)
            : throw new RpcException(new Status(StatusCode.Internal, $"The request encoding '{encoding}' is not known."));
    }

    internal Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        _transport.SendAsync(request, cancellationToken);
}
