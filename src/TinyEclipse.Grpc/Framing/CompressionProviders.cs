using System.IO.Compression;
using Grpc.Net.Compression;

namespace Grpc.Framing;

/// <summary>The encodings one side knows, by name. "identity" is not among them: it means none.</summary>
internal sealed class CompressionProviders
{
    private readonly Dictionary<string, ICompressionProvider> _providers;

    public CompressionProviders(IEnumerable<ICompressionProvider> providers)
    {
        _providers = new Dictionary<string, ICompressionProvider>(StringComparer.Ordinal);
        foreach (var provider in providers)
            _providers[provider.EncodingName] = provider;
        AcceptEncoding = string.Join(',', _providers.Keys.Prepend(GrpcProtocol.IdentityEncoding));
    }

    /// <summary>gzip and deflate, fast rather than small.</summary>
    public static IEnumerable<ICompressionProvider> Defaults { get; } =
        [new GzipCompressionProvider(CompressionLevel.Fastest), new DeflateCompressionProvider(CompressionLevel.Fastest)];

    /// <summary>The value of grpc-accept-encoding.</summary>
    public string AcceptEncoding { get; }

    /// <summary>False for an encoding that is not known; null for none.</summary>
    public bool TryGet(string? encodingName, out ICompressionProvider? provider)
    {
        provider = null;
        return encodingName is null or "" or GrpcProtocol.IdentityEncoding || _providers.TryGetValue(encodingName, out provider);
    }
}
