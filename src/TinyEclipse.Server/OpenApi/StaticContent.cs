using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace TinyEclipse.Server.OpenApi;

/// <summary>Bytes that never change while the server runs: compressed once, and not sent again to who has them.</summary>
public sealed class StaticContent
{
    private readonly string _contentType;
    private readonly (string Encoding, byte[] Bytes, EntityTagHeaderValue Tag)[] _forms;

    public StaticContent(string contentType, byte[] bytes)
    {
        _contentType = contentType;
        var hash = Convert.ToHexStringLower(SHA256.HashData(bytes))[..32];
        _forms =
        [
            ("br", Compress(bytes, output => new BrotliStream(output, CompressionLevel.Optimal)), new($"\"{hash}-br\"")),
            ("gzip", Compress(bytes, output => new GZipStream(output, CompressionLevel.Optimal)), new($"\"{hash}-gzip\"")),
            ("", bytes, new($"\"{hash}\"")),
        ];
    }

    public async Task SendAsync(HttpContext http)
    {
        var request = http.Request.GetTypedHeaders();
        var accepted = request.AcceptEncoding;
        var form = Array.Find(_forms, form => form.Encoding.Length == 0 || accepted.Any(one => one.Quality is not 0 && one.Value.Equals(form.Encoding, StringComparison.OrdinalIgnoreCase)));

        var response = http.Response.GetTypedHeaders();
        response.ETag = form.Tag;
        // Asked for each time, answered without a body while it is the same: after an update nobody reads the former version.
        response.CacheControl = new CacheControlHeaderValue { Public = true, NoCache = true };
        http.Response.Headers.Vary = HeaderNames.AcceptEncoding;
        http.Response.Headers.XContentTypeOptions = "nosniff";
        if (request.IfNoneMatch.Any(known => known.Equals(EntityTagHeaderValue.Any) || known.Compare(form.Tag, useStrongComparison: false)))
        {
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        http.Response.ContentType = _contentType;
        http.Response.ContentLength = form.Bytes.Length;
        if (form.Encoding.Length > 0)
            http.Response.Headers.ContentEncoding = form.Encoding;
        if (!HttpMethods.IsHead(http.Request.Method))
            await http.Response.Body.WriteAsync(form.Bytes, http.RequestAborted);
    }

    private static byte[] Compress(byte[] bytes, Func<Stream, Stream> compress)
    {
        using var output = new MemoryStream();
        using (var input = compress(output))
            input.Write(bytes);
        return output.ToArray();
    }
}
