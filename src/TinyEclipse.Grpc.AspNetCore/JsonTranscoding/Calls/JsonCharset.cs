using System.Buffers;
using System.Text;
using Grpc.Framing;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Microsoft.AspNetCore.Grpc.JsonTranscoding.Calls;

/// <summary>The charset of a call: what the request's content type says holds for the answer, too.</summary>
internal static class JsonCharset
{
    /// <summary>In a charset that has not every character an answer would lose some, so there it is UTF-8.</summary>
    public static Encoding OfAnswerTo(HttpRequest request)
    {
        if (request.ContentType is not { } contentType || JsonContentType.IsUtf8(contentType))
            return Encoding.UTF8;
        return MediaTypeHeaderValue.TryParse(contentType, out var type) && JsonContentType.IsJson(type) && Find(type) is UnicodeEncoding or UTF32Encoding
            ? Find(type)!
            : Encoding.UTF8;
    }

    /// <summary>Null for one that is not known.</summary>
    public static Encoding? Find(MediaTypeHeaderValue type)
    {
        var name = HeaderUtilities.RemoveQuotes(type.Charset).ToString();
        if (name is "" || name.Equals("utf8", StringComparison.OrdinalIgnoreCase))
            return Encoding.UTF8;
        try
        {
            return Strict(name);
        }
        catch (Exception reason) when (reason is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    public static string ContentType(Encoding charset) => charset is UTF8Encoding ? JsonContentType.Json : $"application/json; charset={charset.WebName.ToLowerInvariant()}";

    /// <summary>Writes what is UTF-8 in the charset.</summary>
    public static void Write(ReadOnlySpan<byte> json, Encoding charset, IBufferWriter<byte> target)
    {
        if (charset is UTF8Encoding)
            target.Write(json);
        else
            charset.GetBytes(Encoding.UTF8.GetString(json), target);
    }

    /// <summary>Makes UTF-8 of what came in the charset, without a byte order mark.</summary>
    /// <exception cref="DecoderFallbackException">It is not in the charset.</exception>
    public static void Decode(PooledBufferWriter body, Encoding charset)
    {
        if (charset is not UTF8Encoding)
            Replace(body, Encoding.Convert(OrderOf(body.WrittenSpan, charset), Encoding.UTF8, body.WrittenSpan.ToArray()));
        if (body.WrittenSpan.StartsWith("\uFEFF"u8))
            Replace(body, body.WrittenSpan[3..].ToArray());
    }

    // Of "utf-16" alone the mark says which of the two it is.
    private static Encoding OrderOf(ReadOnlySpan<byte> body, Encoding charset) =>
        charset is UnicodeEncoding && body.StartsWith<byte>([0xFE, 0xFF]) ? Strict("utf-16BE") : charset;

    // One that replaces what it cannot read or write would keep another text than was sent.
    private static Encoding Strict(string name) => Encoding.GetEncoding(name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);

    private static void Replace(PooledBufferWriter body, byte[] content)
    {
        body.Clear();
        body.Write(content);
    }
}
