using System.Buffers.Text;
using System.Text.Json;
using Google.Protobuf.Reflection;

namespace Microsoft.AspNetCore.Grpc.JsonTranscoding.Json;

/// <summary>Writes a field's wire bytes as JSON.</summary>
internal static class WireToJson
{
    private const int LongestKey = 20;

    /// <summary>The reader stands behind the field's first tag, and afterwards behind the last element.</summary>
    public static void WriteField(FieldPlan field, uint tag, ref WireReader wire, Utf8JsonWriter json)
    {
        switch (field.Shape)
        {
            case FieldShape.List:
                WriteList(field, tag, ref wire, json);
                break;
            case FieldShape.Map:
                WriteMap(field, ref wire, json);
                break;
            default:
                ScalarJson.Write(field, ref wire, json);
                break;
        }
    }

    public static void WriteDefault(FieldPlan field, Utf8JsonWriter json)
    {
        if (field.Shape == FieldShape.Single)
        {
            var zero = WireReader.OfDefault;
            ScalarJson.Write(field, ref zero, json);
        }
        else if (field.Shape == FieldShape.List)
        {
            json.WriteStartArray();
            json.WriteEndArray();
        }
        else
        {
            json.WriteStartObject();
            json.WriteEndObject();
        }
    }

    private static void WriteList(FieldPlan field, uint tag, ref WireReader wire, Utf8JsonWriter json)
    {
        json.WriteStartArray();
        do
        {
            if (tag == field.Tag)
            {
                ScalarJson.Write(field, ref wire, json);
                continue;
            }

            var packed = new WireReader(wire.ReadBytes());
            while (!packed.AtEnd)
                ScalarJson.Write(field, ref packed, json);
        }
        while (wire.TryReadTag(tag));
        json.WriteEndArray();
    }

    private static void WriteMap(FieldPlan field, ref WireReader wire, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        do
        {
            // A default key or value is missing from its entry.
            var entry = new WireReader(wire.ReadBytes());
            var zero = WireReader.OfDefault;
            WriteKey(field.MapKey!, ref entry.TryReadTag(field.MapKey!.Tag) ? ref entry : ref zero, json);
            zero = WireReader.OfDefault;
            ScalarJson.Write(field.MapValue!, ref entry.TryReadTag(field.MapValue!.Tag) ? ref entry : ref zero, json);
        }
        while (wire.TryReadTag(field.Tag));
        json.WriteEndObject();
    }

    private static void WriteKey(FieldPlan key, ref WireReader wire, Utf8JsonWriter json)
    {
        if (key.Type == FieldType.String)
        {
            json.WritePropertyName(wire.ReadBytes());
            return;
        }

        if (key.Type == FieldType.Bool)
        {
            json.WritePropertyName(wire.ReadVarint() != 0 ? "true"u8 : "false"u8);
            return;
        }

        Span<byte> digits = stackalloc byte[LongestKey];
        _ = key.Type is FieldType.UInt64 or FieldType.Fixed64
            ? Utf8Formatter.TryFormat(ScalarJson.ReadUnsigned(key.Type, ref wire), digits, out var count)
            : Utf8Formatter.TryFormat(ScalarJson.ReadSigned(key.Type, ref wire), digits, out count);
        json.WritePropertyName(digits[..count]);
    }
}
