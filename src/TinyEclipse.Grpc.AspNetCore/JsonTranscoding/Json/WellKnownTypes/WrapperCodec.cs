using System.Text.Json;
using Grpc.Framing;

namespace Microsoft.AspNetCore.Grpc.JsonTranscoding.Json.WellKnownTypes;

/// <summary>StringValue and its like: the bare value.</summary>
internal sealed class WrapperCodec(FieldPlan value) : MessageCodec
{
    public override void Read(ref JsonToWire input) => FieldReader.ReadValue(value, ref input);

    public override string? ReadText(ReadOnlySpan<byte> text, PooledBufferWriter wire) => ScalarText.Read(value, text, wire);

    public override void Write(ref WireReader wire, Utf8JsonWriter json)
    {
        var zero = WireReader.OfDefault;
        ScalarJson.Write(value, ref wire.TryReadTag(value.Tag) ? ref wire : ref zero, json);
    }
}
