using System.Text;
using Grpc.Framing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Microsoft.AspNetCore.Grpc.JsonTranscoding.Calls;

/// <summary>Which content types are read as JSON, and in which encodings.</summary>
internal static class JsonContentType
{
    public const string Json = "application/json; charset=utf-8";

    /// <summary>Checks the content type of a body that is not empty, and makes UTF-8 of it where it is not.</summary>
    /// <exception cref="RefusedRequestException">It is no JSON, or in an unknown charset.</exception>
    public static void Normalize(HttpContext http, PooledBufferWriter body)
    {
        var contentType = http.Request.ContentType;
        if (!string.Equals(contentType, "application/json", StringComparison.OrdinalIgnoreCase)
            && !string.Equals(contentType, Json, StringComparison.OrdinalIgnoreCase))
            Transcode(Parse(http, contentType), body);

        if (body.WrittenSpan.StartsWith("\uFEFF"u8))
            Replace(body, body.WrittenSpan[3..].ToArray());
    }

    private static StringSegment Parse(HttpContext http, string? contentType)
    {
        if (MediaTypeHeaderValue.TryParse(contentType, out var type)
            && (type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
                || type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase)
                || (type.MediaType.Equals("text/plain", StringComparison.OrdinalIgnoreCase) && AcceptsPlainText(http))))
            return type.Charset;

        throw RefusedRequestException.UnsupportedMediaType("The content type must be application/json.");
    }

    // Browsers send beacons as text/plain. An endpoint that says so in its metadata takes them.
    private static bool AcceptsPlainText(HttpContext http) =>
        http.GetEndpoint()?.Metadata.GetMetadata<IAcceptsMetadata>()?.ContentTypes.Contains("text/plain", StringComparer.OrdinalIgnoreCase) == true;

    private static void Transcode(StringSegment charset, PooledBufferWriter body)
    {
        switch (HeaderUtilities.RemoveQuotes(charset).ToString().ToLowerInvariant())
        {
            case "" or "utf-8" or "utf8" or "us-ascii":
                break;
            case "utf-16be":
                Replace(body, Encoding.Convert(Encoding.BigEndianUnicode, Encoding.UTF8, body.WrittenSpan.ToArray()));
                break;
            case "utf-16" or "utf-16le":
                var encoding = body.WrittenSpan.StartsWith<byte>([0xFE, 0xFF]) ? Encoding.BigEndianUnicode : Encoding.Unicode;
                Replace(body, Encoding.Convert(encoding, Encoding.UTF8, body.WrittenSpan.ToArray()));
                break;
            default:
                throw RefusedRequestException.UnsupportedMediaType("The charset must be utf-8 or utf-16.");
        }
    }

    private static void Replace(PooledBufferWriter body, byte[] content)
    {
        body.Clear();
        content.CopyTo(body.GetSpan(content.Length));
        body.Advance(content.Length);
    }
}
