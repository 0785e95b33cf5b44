using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Microsoft.AspNetCore.Grpc.JsonTranscoding.Calls;

/// <summary>How the messages of a stream stand one behind another, as the caller's Accept header wants it.</summary>
internal sealed class StreamFormat
{
    private const string NdjsonType = "application/x-ndjson";
    private const string EventStream = "text/event-stream";

    /// <summary>A message per line.</summary>
    private static readonly StreamFormat Lines = new(JsonContentType.Json);

    /// <summary>The same for callers who know a name for it.</summary>
    private static readonly StreamFormat Ndjson = new(NdjsonType);

    /// <summary>Server-sent events: a message per event, and an event "end" or "error" at the end.</summary>
    public static readonly StreamFormat Events = new(EventStream);

    /// <summary>The bytes of google.api.HttpBody messages, one behind another.</summary>
    public static readonly StreamFormat Raw = new("application/octet-stream");

    private readonly Encoding _charset;

    private StreamFormat(string contentType, Encoding? charset = null)
    {
        ContentType = contentType;
        _charset = charset ?? Encoding.UTF8;
    }

    public string ContentType { get; }

    public static StreamFormat For(HttpRequest request)
    {
        var accepted = request.GetTypedHeaders().Accept;
        foreach (var type in accepted.OrderByDescending(type => type.Quality ?? 1))
        {
            if (type.Quality is 0)
                continue;
            if (type.MatchesMediaType("application/json"))
                break;
            if (type.MatchesMediaType(NdjsonType))
                return Ndjson;
            if (type.MatchesMediaType(EventStream))
                return Events;
        }

        var charset = JsonCharset.OfAnswerTo(request);
        return charset is UTF8Encoding ? Lines : new StreamFormat(JsonCharset.ContentType(charset), charset);
    }

    public void WriteMessage(ReadOnlySpan<byte> message, IBufferWriter<byte> target)
    {
        if (this == Events)
            WriteEvent([], message, target);
        else if (this == Raw)
            target.Write(message);
        else
            WriteLine(message, target);
    }

    /// <summary>Null is a good end.</summary>
    public void WriteEnd(ReadOnlySpan<byte> error, IBufferWriter<byte> target)
    {
        if (this == Events)
            WriteEvent(error.IsEmpty ? "event: end\n"u8 : "event: error\n"u8, error.IsEmpty ? "{}"u8 : error, target);
        else if (this != Raw && !error.IsEmpty)
            WriteLine(error, target);
    }

    private static void WriteEvent(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, IBufferWriter<byte> target)
    {
        target.Write(name);
        target.Write("data: "u8);
        target.Write(data);
        target.Write("\n\n"u8);
    }

    private void WriteLine(ReadOnlySpan<byte> json, IBufferWriter<byte> target)
    {
        JsonCharset.Write(json, _charset, target);
        JsonCharset.Write("\n"u8, _charset, target);
    }
}
