using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Framing;

namespace Microsoft.AspNetCore.Grpc.JsonTranscoding.Json;

/// <summary>Writes whole messages, or one field of them, as JSON.</summary>
internal sealed class JsonOutput(MessageDescriptor descriptor, MessageCodecs codecs, FieldPlan? field)
{
    [ThreadStatic]
    private static Utf8JsonWriter? compactWriter;

    private readonly MessageCodec _codec = codecs.Get(descriptor);
    private readonly MessageBytes _bytes = codecs.GetBytes(descriptor);

    /// <exception cref="InvalidOperationException">The message holds what JSON cannot, such as a time beyond the year 9999.</exception>
    public void Write(IMessage value, int size, bool indented, IBufferWriter<byte> target)
    {
        using var wire = new PooledBufferWriter();
        _bytes.Write(value, size, wire);

        var json = Rent(indented, target);
        var reader = new WireReader(wire.WrittenSpan);
        if (field is null)
            _codec.Write(ref reader, json);
        else
            WriteField(field, ref reader, json);
        json.Flush();
    }

    /// <summary>The bytes of the field, if it is a message that was set.</summary>
    public static ReadOnlySpan<byte> Find(FieldPlan field, ReadOnlySpan<byte> message)
    {
        var wire = new WireReader(message);
        return TryFind(field, ref wire, out _) ? wire.ReadBytes() : [];
    }

    private static void WriteField(FieldPlan field, ref WireReader wire, Utf8JsonWriter json)
    {
        if (TryFind(field, ref wire, out var tag))
            WireToJson.WriteField(field, tag, ref wire, json);
        else
            WireToJson.WriteDefault(field, json);
    }

    private static bool TryFind(FieldPlan field, ref WireReader wire, out uint tag)
    {
        tag = 0;
        while (!wire.AtEnd)
        {
            tag = wire.ReadTag();
            if (tag == field.Tag || tag == field.PackedTag)
                return true;
            wire.Skip(tag);
        }

        return false;
    }

    // Writing a message does not wait for anything, so a writer belongs to its thread meanwhile.
    private static Utf8JsonWriter Rent(bool indented, IBufferWriter<byte> target)
    {
        if (indented)
            return Create(indented, target);
        if (compactWriter is null)
            return compactWriter = Create(indented, target);
        compactWriter.Reset(target);
        return compactWriter;
    }

    private static Utf8JsonWriter Create(bool indented, IBufferWriter<byte> target) => new(
        target,
        new JsonWriterOptions { Indented = indented, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });
}
