using System.IO.Compression;
using Grpc.Framing;
using Grpc.Net.Compression;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Grpc.AspNetCore.Server.Model;

/// <summary>The options of one service, settled when it is mapped: those for all services and its own.</summary>
internal sealed class ServiceSettings
{
    private ServiceSettings(GrpcServiceOptions options, IReadOnlyList<InterceptorRegistration> interceptors)
    {
        MaxSendMessageSize = options.MaxSendMessageSize;
        MaxReceiveMessageSize = options.MaxReceiveMessageSize;
        IgnoreUnknown = options.IgnoreUnknownServices ?? false;
        DetailedErrors = options.EnableDetailedErrors ?? false;
        Compression = new CompressionProviders(options.CompressionProviders);
        ResponseCompressionLevel = options.ResponseCompressionLevel;
        Interceptors = interceptors;
        ResponseCompression = Compression.TryGet(options.ResponseCompressionAlgorithm, out var provider)
            ? provider
            : throw new InvalidOperationException(
                $"The response compression algorithm '{options.ResponseCompressionAlgorithm}' is not among the compression providers.");
    }

    public int? MaxSendMessageSize { get; }

    public int? MaxReceiveMessageSize { get; }

    public bool IgnoreUnknown { get; }

    public bool DetailedErrors { get; }

    public CompressionProviders Compression { get; }

    public ICompressionProvider? ResponseCompression { get; }

    public CompressionLevel? ResponseCompressionLevel { get; }

    public IReadOnlyList<InterceptorRegistration> Interceptors { get; }

    public static ServiceSettings For<TService>(IServiceProvider services)
        where TService : class
    {
        var all = services.GetRequiredService<IOptions<GrpcServiceOptions>>().Value;
        var own = services.GetRequiredService<IOptions<GrpcServiceOptions<TService>>>().Value;
        return new ServiceSettings(own.IsCopy ? own : all, [.. all.Interceptors, .. own.Interceptors]);
    }
}
