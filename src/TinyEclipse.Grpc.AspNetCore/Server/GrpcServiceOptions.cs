using System.IO.Compression;
using Grpc.Framing;
using Grpc.Net.Compression;

namespace Grpc.AspNetCore.Server;

/// <summary>How calls are served, for all services; one service may differ by <see cref="GrpcServiceOptions{TService}"/>.</summary>
public class GrpcServiceOptions
{
    /// <summary>Null, as it is unless set, means no limit.</summary>
    public int? MaxSendMessageSize { get; set; }

    /// <summary>4 MB unless set; null means no limit. It holds for the message after decompression too.</summary>
    public int? MaxReceiveMessageSize { get; set; } = GrpcProtocol.DefaultMaxReceiveMessageSize;

    /// <summary>Tells the caller about an unhandled exception. For development only.</summary>
    public bool? EnableDetailedErrors { get; set; }

    /// <summary>The encoding of responses, if the caller accepts it; null means that they are not compressed.</summary>
    public string? ResponseCompressionAlgorithm { get; set; }

    public CompressionLevel? ResponseCompressionLevel { get; set; }

    /// <summary>gzip and deflate unless changed.</summary>
    public IList<ICompressionProvider> CompressionProviders { get; private protected set; } = [.. Framing.CompressionProviders.Defaults];

    /// <summary>The first one added stands outermost; those of all services stand around those of one.</summary>
    public InterceptorCollection Interceptors { get; } = [];

    /// <summary>Leaves calls to services that are not mapped to the rest of the application, instead of answering UNIMPLEMENTED.</summary>
    public bool? IgnoreUnknownServices { get; set; }
}

/// <summary>What differs for one service. It starts as a copy of the options for all; its interceptors are added to theirs.</summary>
public class GrpcServiceOptions<TService> : GrpcServiceOptions
    where TService : class
{
    /// <summary>False as long as nobody asked for options of this service: those for all hold then.</summary>
    internal bool IsCopy { get; private set; }

    internal void CopyFrom(GrpcServiceOptions all)
    {
        IsCopy = true;
        MaxSendMessageSize = all.MaxSendMessageSize;
        MaxReceiveMessageSize = all.MaxReceiveMessageSize;
        EnableDetailedErrors = all.EnableDetailedErrors;
        ResponseCompressionAlgorithm = all.ResponseCompressionAlgorithm;
        ResponseCompressionLevel = all.ResponseCompressionLevel;
        CompressionProviders = [.. all.CompressionProviders];
        IgnoreUnknownServices = all.IgnoreUnknownServices;
    }
}
