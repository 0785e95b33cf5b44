using System.Text.Json;
using Grpc.Framing;

namespace Microsoft.AspNetCore.Grpc.JsonTranscoding.Json;

/// <summary>
/// Translates the messages of one type between JSON and protobuf's wire format. There is no detour through the message itself: it parses
/// and serialises only wire bytes, which it does faster than anybody could set its properties from outside.
/// </summary>
internal abstract class MessageCodec
{
    /// <summary>Reads the value the reader stands on, and stops at its last token; writes the message without tag and length.</summary>
    public abstract void Read(ref JsonToWire input);

    /// <summary>Reads a value that came in a path or a query. Returns what is wrong with it, or null.</summary>
    public virtual string? ReadText(ReadOnlySpan<byte> text, PooledBufferWriter wire) => "cannot be given in the address; only its fields can";

    public abstract void Write(ref WireReader wire, Utf8JsonWriter json);
}
