using System.Text;
using Grpc.Core;
using Grpc.Framing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Net.Http.Headers;

namespace Microsoft.AspNetCore.Grpc.JsonTranscoding.Calls;

/// <summary>Which content types are read as JSON.</summary>
internal static class JsonContentType
{
    public const string Json = "application/json; charset=utf-8";

    /// <summary>Checks the content type of a body, and makes UTF-8 of it where it is not.</summary>
    /// <exception cref="RpcException">There is no body, it is no JSON, or not in a known charset.</exception>
    public static void Normalize(HttpContext http, PooledBufferWriter body)
    {
        if (body.WrittenCount == 0)
            throw Refused("The body is empty, which is no JSON.");

        var contentType = http.Request.ContentType;
        if (IsUtf8(contentType))
            JsonCharset.Decode(body, Encoding.UTF8);
        else if (!MediaTypeHeaderValue.TryParse(contentType, out var type) || !(IsJson(type) || IsPlainText(type, http)))
            throw Refused("The content type must be application/json.");
        else
            Decode(body, JsonCharset.Find(type) ?? throw Refused("The charset of the content type is not known."));
    }

    private static void Decode(PooledBufferWriter body, Encoding charset)
    {
        try
        {
            JsonCharset.Decode(body, charset);
        }
        catch (DecoderFallbackException)
        {
            throw Refused("The body is not in the charset that the content type says.");
        }
    }

    /// <summary>What most requests say, without a look at the parts of it.</summary>
    public static bool IsUtf8(string? contentType) =>
        string.Equals(contentType, "application/json", StringComparison.OrdinalIgnoreCase) || string.Equals(contentType, Json, StringComparison.OrdinalIgnoreCase);

    public static bool IsJson(MediaTypeHeaderValue type) =>
        type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase) || type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase);

    // Browsers send beacons as text/plain. An endpoint that says so in its metadata takes them.
    private static bool IsPlainText(MediaTypeHeaderValue type, HttpContext http) =>
        type.MediaType.Equals("text/plain", StringComparison.OrdinalIgnoreCase)
        && http.GetEndpoint()?.Metadata.GetMetadata<IAcceptsMetadata>()?.ContentTypes.Contains("text/plain", StringComparer.OrdinalIgnoreCase) == true;

    private static RpcException Refused(string reason) => new(new Status(StatusCode.InvalidArgument, reason));
}
