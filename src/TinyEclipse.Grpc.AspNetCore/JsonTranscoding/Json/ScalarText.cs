using System.Buffers.Text;
using System.Globalization;
using System.Numerics;
using Google.Protobuf.Reflection;
using Grpc.Framing;

namespace Microsoft.AspNetCore.Grpc.JsonTranscoding.Json;

/// <summary>
/// Reads one value from text: a JSON number, what stands in quotes, a map's key, a part of a path or a query. Writes tag and wire value.
/// Returns what is wrong with the text, or null.
/// </summary>
internal static class ScalarText
{
    public static string? Read(FieldPlan field, ReadOnlySpan<byte> text, PooledBufferWriter wire)
    {
        switch (field.Type)
        {
            case FieldType.Message:
                return ReadMessage(field, text, wire);
            case FieldType.String:
                wire.WriteVarint(field.Tag);
                wire.WriteBytes(text);
                return null;
            case FieldType.Bytes:
                return ReadBytes(field, text, wire);
            case FieldType.Bool:
                return ReadBool(field, text, wire);
            case FieldType.Enum:
                return ReadEnum(field, text, wire);
            case FieldType.Double or FieldType.Float:
                return ReadReal(field, text, wire);
            default:
                return ReadInteger(field, text, wire);
        }
    }

    public static string Expectation(FieldPlan field) => field.Type switch
    {
        FieldType.Bool => "must be true or false",
        FieldType.Bytes => "must be base64 text",
        FieldType.Enum => field.Enum!.Expectation,
        FieldType.Double or FieldType.Float => "must be a number",
        _ => IntegerText.Expectation,
    };

    private static string? ReadMessage(FieldPlan field, ReadOnlySpan<byte> text, PooledBufferWriter wire)
    {
        wire.WriteVarint(field.Tag);
        var start = wire.BeginLength();
        var error = field.Message.ReadText(text, wire);
        wire.EndLength(start);
        return error;
    }

    private static string? ReadBool(FieldPlan field, ReadOnlySpan<byte> text, PooledBufferWriter wire)
    {
        var value = text.SequenceEqual("true"u8);
        if (!value && !text.SequenceEqual("false"u8))
            return Expectation(field);

        wire.WriteVarint(field.Tag);
        wire.WriteVarint(value ? 1u : 0u);
        return null;
    }

    private static string? ReadEnum(FieldPlan field, ReadOnlySpan<byte> text, PooledBufferWriter wire)
    {
        if (!field.Enum!.TryGetNumber(text, out var number) && !(field.Enum.IsNull && text.SequenceEqual("null"u8)))
        {
            if (IntegerText.Read(text, int.MinValue, int.MaxValue, out var value) is not null)
                return Expectation(field);
            number = (int)value;
        }

        wire.WriteVarint(field.Tag);
        wire.WriteVarint((ulong)number);
        return null;
    }

    // With or without padding, in the alphabet of base64 or of base64url.
    private static string? ReadBytes(FieldPlan field, ReadOnlySpan<byte> text, PooledBufferWriter wire)
    {
        wire.WriteVarint(field.Tag);
        var start = wire.BeginLength();
        var digits = wire.GetSpan(text.Length)[..text.Length];
        text.Replace(digits, (byte)'+', (byte)'-');
        digits.Replace((byte)'/', (byte)'_');
        if (!Base64Url.IsValid(digits, out var length))
            return Expectation(field);

        Base64Url.DecodeFromUtf8InPlace(digits);
        wire.Advance(length);
        wire.EndLength(start);
        return null;
    }

    private static string? ReadReal(FieldPlan field, ReadOnlySpan<byte> text, PooledBufferWriter wire)
    {
        if (field.Type == FieldType.Double)
        {
            if (!TryParse<double>(text, out var value))
                return Expectation(field);
            wire.WriteVarint(field.Tag);
            wire.WriteFixed64(BitConverter.DoubleToUInt64Bits(value));
        }
        else
        {
            if (!TryParse<float>(text, out var value))
                return Expectation(field);
            wire.WriteVarint(field.Tag);
            wire.WriteFixed32(BitConverter.SingleToUInt32Bits(value));
        }

        return null;
    }

    private static bool TryParse<T>(ReadOnlySpan<byte> text, out T value)
        where T : IFloatingPointIeee754<T>
    {
        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        value = text switch
        {
            _ when text.SequenceEqual("NaN"u8) => T.NaN,
            _ when text.SequenceEqual("Infinity"u8) => T.PositiveInfinity,
            _ when text.SequenceEqual("-Infinity"u8) => T.NegativeInfinity,
            _ => T.Zero,
        };

        // The parser knows more spellings of infinity, and returns infinity for what is too large.
        return value != T.Zero || (T.TryParse(text, Style, CultureInfo.InvariantCulture, out value!) && T.IsFinite(value));
    }

    private static string? ReadInteger(FieldPlan field, ReadOnlySpan<byte> text, PooledBufferWriter wire)
    {
        var (minimum, maximum) = RangeOf(field.Type);
        if (IntegerText.Read(text, minimum, maximum, out var value) is { } error)
            return error;

        wire.WriteVarint(field.Tag);
        switch (field.Type)
        {
            case FieldType.SInt32 or FieldType.SInt64:
                wire.WriteZigZag((long)value);
                break;
            case FieldType.Fixed32 or FieldType.SFixed32:
                wire.WriteFixed32((uint)(long)value);
                break;
            case FieldType.Fixed64 or FieldType.SFixed64:
                wire.WriteFixed64((ulong)(UInt128)value);
                break;
            default:
                wire.WriteVarint((ulong)(UInt128)value);
                break;
        }

        return null;
    }

    private static (Int128 Minimum, Int128 Maximum) RangeOf(FieldType type) => type switch
    {
        FieldType.UInt32 or FieldType.Fixed32 => (0, uint.MaxValue),
        FieldType.UInt64 or FieldType.Fixed64 => (0, ulong.MaxValue),
        FieldType.Int64 or FieldType.SInt64 or FieldType.SFixed64 => (long.MinValue, long.MaxValue),
        _ => (int.MinValue, int.MaxValue),
    };
}
