using System.Net;
using System.Net.Http.Headers;
using Grpc.Framing;

namespace Grpc.Net.Client.Web;

/// <summary>The body of a gRPC-Web response, read as that of a gRPC response.</summary>
internal sealed class GrpcWebResponseContent(HttpContent inner, bool isText, HttpResponseHeaders trailers) : HttpContent
{
    protected override async Task<Stream> CreateContentReadStreamAsync() => Unwrap(await inner.ReadAsStreamAsync());

    protected override async Task<Stream> CreateContentReadStreamAsync(CancellationToken cancellationToken) =>
        Unwrap(await inner.ReadAsStreamAsync(cancellationToken));

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await using var body = await CreateContentReadStreamAsync();
        await body.CopyToAsync(stream);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }

    private GrpcWebResponseStream Unwrap(Stream body) => new(isText ? new Base64ReadStream(body, NoBase64) : body, trailers);

    private static InvalidDataException NoBase64() => new("The response is not base64.");
}
