using System.Buffers.Text;
using System.Text.Json;
using Google.Protobuf.Reflection;

namespace Microsoft.AspNetCore.Grpc.JsonTranscoding.Json;

/// <summary>Writes one value, of which only the tag was read, as JSON.</summary>
internal static class ScalarJson
{
    /// <summary>From here on a double, so JavaScript, cannot tell neighbours apart.</summary>
    private const long FirstInexactInteger = 1L << 53;

    public static void Write(FieldPlan field, ref WireReader wire, Utf8JsonWriter json)
    {
        switch (field.Type)
        {
            case FieldType.Message:
                var message = new WireReader(wire.ReadBytes());
                field.Message.Write(ref message, json);
                break;
            case FieldType.String:
                json.WriteStringValue(wire.ReadBytes());
                break;
            case FieldType.Bytes:
                json.WriteBase64StringValue(wire.ReadBytes());
                break;
            case FieldType.Bool:
                json.WriteBooleanValue(wire.ReadVarint() != 0);
                break;
            case FieldType.Enum:
                WriteEnum(field, (int)wire.ReadVarint(), json);
                break;
            case FieldType.Double:
                WriteDouble(BitConverter.UInt64BitsToDouble(wire.ReadFixed64()), json);
                break;
            case FieldType.Float:
                WriteFloat(BitConverter.UInt32BitsToSingle(wire.ReadFixed32()), json);
                break;
            case FieldType.UInt64 or FieldType.Fixed64:
                WriteUnsigned(ReadUnsigned(field.Type, ref wire), field.Settings.WriteInt64sAsStrings, json);
                break;
            case FieldType.Int64 or FieldType.SInt64 or FieldType.SFixed64:
                WriteSigned(ReadSigned(field.Type, ref wire), field.Settings.WriteInt64sAsStrings, json);
                break;
            default:
                json.WriteNumberValue(ReadSigned(field.Type, ref wire));
                break;
        }
    }

    public static void WriteDouble(double value, Utf8JsonWriter json)
    {
        if (double.IsFinite(value))
            json.WriteNumberValue(value);
        else
            json.WriteStringValue(NameOf(value));
    }

    /// <summary>Of any integer type that fits a long.</summary>
    public static long ReadSigned(FieldType type, ref WireReader wire) => type switch
    {
        FieldType.Int32 => (int)wire.ReadVarint(),
        FieldType.UInt32 => (uint)wire.ReadVarint(),
        FieldType.SInt32 or FieldType.SInt64 => DecodeZigZag(wire.ReadVarint()),
        FieldType.Fixed32 => wire.ReadFixed32(),
        FieldType.SFixed32 => (int)wire.ReadFixed32(),
        FieldType.SFixed64 => (long)wire.ReadFixed64(),
        _ => (long)wire.ReadVarint(),
    };

    public static ulong ReadUnsigned(FieldType type, ref WireReader wire) =>
        type == FieldType.Fixed64 ? wire.ReadFixed64() : wire.ReadVarint();

    private static long DecodeZigZag(ulong value) => (long)(value >> 1) ^ -(long)(value & 1);

    private static void WriteEnum(FieldPlan field, int number, Utf8JsonWriter json)
    {
        if (field.Enum!.IsNull)
            json.WriteNullValue();
        else if (!field.Settings.WriteEnumsAsIntegers && field.Enum.TryGetName(number, out var name))
            json.WriteStringValue(name);
        else
            json.WriteNumberValue(number);
    }

    private static void WriteFloat(float value, Utf8JsonWriter json)
    {
        if (float.IsFinite(value))
            json.WriteNumberValue(value);
        else
            json.WriteStringValue(NameOf(value));
    }

    private static ReadOnlySpan<byte> NameOf(double value) =>
        double.IsNaN(value) ? "NaN"u8 : value > 0 ? "Infinity"u8 : "-Infinity"u8;

    private static void WriteSigned(long value, bool alwaysAsString, Utf8JsonWriter json)
    {
        if (!alwaysAsString && value is > -FirstInexactInteger and < FirstInexactInteger)
        {
            json.WriteNumberValue(value);
            return;
        }

        Span<byte> digits = stackalloc byte[20];
        Utf8Formatter.TryFormat(value, digits, out var count);
        json.WriteStringValue(digits[..count]);
    }

    private static void WriteUnsigned(ulong value, bool alwaysAsString, Utf8JsonWriter json)
    {
        if (!alwaysAsString && value < FirstInexactInteger)
        {
            json.WriteNumberValue(value);
            return;
        }

        Span<byte> digits = stackalloc byte[20];
        Utf8Formatter.TryFormat(value, digits, out var count);
        json.WriteStringValue(digits[..count]);
    }
}
