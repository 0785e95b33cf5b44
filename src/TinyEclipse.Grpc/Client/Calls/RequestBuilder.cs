using System.Buffers;
using System.Globalization;
using System.Net;
using Grpc.Core;
using Grpc.Framing;

namespace Grpc.Net.Client.Calls;

/// <summary>Makes the HTTP request of one attempt.</summary>
internal static class RequestBuilder
{
    private const string UserAgentHeader = "user-agent";

    private static readonly SearchValues<char> Printable = SearchValues.Create([.. Enumerable.Range(' ', '~' - ' ' + 1).Select(code => (char)code)]);

    private static readonly string UserAgent =
        $"grpc-dotnet-tinyeclipse/{typeof(RequestBuilder).Assembly.GetName().Version?.ToString(3)} (.NET {Environment.Version})";

    public static async ValueTask<HttpRequestMessage> BuildAsync(
        GrpcChannel channel, CallSession session, MethodTarget target, string? host, HttpContent content, int retries)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, target.Uri)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact, // Cleartext HTTP/2 has no negotiation, and gRPC no other version.
            Content = content,
        };
        request.Headers.Host = host;
        Add(request, "te", "trailers");
        Add(request, GrpcProtocol.AcceptEncodingHeader, channel.Compression.AcceptEncoding);
        if (retries > 0)
            Add(request, GrpcProtocol.PreviousAttemptsHeader, retries.ToString(CultureInfo.InvariantCulture));

        AddMetadata(request, session.Options.Headers);
        AddMetadata(request, await channel.Credentials.GetMetadataAsync(session, target));
        if (!request.Headers.NonValidated.Contains(UserAgentHeader))
            Add(request, UserAgentHeader, UserAgent);

        // Last, so that the time the credentials took is not promised to the server.
        if (session.Deadline is { } deadline)
            Add(request, GrpcProtocol.TimeoutHeader, GrpcTimeout.Encode(deadline - DateTime.UtcNow));
        return request;
    }

    private static void AddMetadata(HttpRequestMessage request, Metadata? metadata)
    {
        foreach (var entry in metadata ?? Metadata.Empty)
        {
            if (entry.Key == Metadata.CompressionRequestAlgorithmMetadataKey)
                Add(request, GrpcProtocol.EncodingHeader, entry.Value);
            else if (entry.IsBinary)
                Add(request, entry.Key, BinaryHeader.Encode(entry.BinaryValue));
            else if (!entry.Value.AsSpan().ContainsAnyExcept(Printable))
                Add(request, entry.Key, entry.Value);
            else
                throw new RpcException(new Status(StatusCode.Internal, $"The value of '{entry.Key}' has characters that a header cannot carry."));
        }
    }

    private static void Add(HttpRequestMessage request, string name, string value) => request.Headers.TryAddWithoutValidation(name, value);
}
