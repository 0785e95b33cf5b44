using System.Text.Json;
using Google.Protobuf;

namespace Microsoft.AspNetCore.Grpc.JsonTranscoding.Json.WellKnownTypes;

/// <summary>Value: any JSON at all.</summary>
internal sealed class ValueCodec : MessageCodec
{
    private static readonly StructCodec Object = new();
    private static readonly ListValueCodec Array = new();
    private static readonly uint NullTag = WireFormat.MakeTag(1, WireFormat.WireType.Varint);
    private static readonly uint NumberTag = WireFormat.MakeTag(2, WireFormat.WireType.Fixed64);
    private static readonly uint StringTag = WireFormat.MakeTag(3, WireFormat.WireType.LengthDelimited);
    private static readonly uint BoolTag = WireFormat.MakeTag(4, WireFormat.WireType.Varint);
    private static readonly uint ObjectTag = WireFormat.MakeTag(5, WireFormat.WireType.LengthDelimited);
    private static readonly uint ArrayTag = WireFormat.MakeTag(6, WireFormat.WireType.LengthDelimited);

    /// <summary>Reads a value as a message inside another.</summary>
    public static void ReadNested(uint tag, ref JsonToWire input)
    {
        if (!input.TryEnter())
            return;

        input.Wire.WriteVarint(tag);
        var start = input.Wire.BeginLength();
        ReadValue(ref input);
        input.Wire.EndLength(start);
        input.Leave();
    }

    public override void Read(ref JsonToWire input) => ReadValue(ref input);

    public override void Write(ref WireReader wire, Utf8JsonWriter json) => WriteValue(ref wire, json);

    public static void WriteValue(ref WireReader wire, Utf8JsonWriter json)
    {
        var tag = 0u;
        while (!wire.AtEnd && !IsKind(tag = wire.ReadTag()))
            wire.Skip(tag);

        if (tag == NumberTag)
            ScalarJson.WriteDouble(BitConverter.UInt64BitsToDouble(wire.ReadFixed64()), json);
        else if (tag == StringTag)
            json.WriteStringValue(wire.ReadBytes());
        else if (tag == BoolTag)
            json.WriteBooleanValue(wire.ReadVarint() != 0);
        else if (tag == ObjectTag)
            WriteNested(Object, wire.ReadBytes(), json);
        else if (tag == ArrayTag)
            WriteNested(Array, wire.ReadBytes(), json);
        else
            json.WriteNullValue();
    }

    private static void ReadValue(ref JsonToWire input)
    {
        switch (input.Json.TokenType)
        {
            case JsonTokenType.StartObject:
                ReadMessage(ObjectTag, ref input);
                break;
            case JsonTokenType.StartArray:
                ReadMessage(ArrayTag, ref input);
                break;
            case JsonTokenType.Number:
                ReadNumber(ref input);
                break;
            case JsonTokenType.String:
                ReadString(ref input);
                break;
            case JsonTokenType.Null:
                input.Wire.WriteVarint(NullTag);
                input.Wire.WriteVarint(0);
                break;
            default:
                input.Wire.WriteVarint(BoolTag);
                input.Wire.WriteVarint(input.Json.TokenType == JsonTokenType.True ? 1u : 0u);
                break;
        }
    }

    private static void ReadMessage(uint tag, ref JsonToWire input)
    {
        if (!input.TryEnter())
            return;

        input.Wire.WriteVarint(tag);
        var start = input.Wire.BeginLength();
        if (tag == ObjectTag)
            StructCodec.ReadObject(ref input);
        else
            ListValueCodec.ReadArray(ref input);
        input.Wire.EndLength(start);
        input.Leave();
    }

    private static void ReadNumber(ref JsonToWire input)
    {
        if (!input.Json.TryGetDouble(out var number) || !double.IsFinite(number))
        {
            input.Errors.Add("holds a number that is too large");
            return;
        }

        input.Wire.WriteVarint(NumberTag);
        input.Wire.WriteFixed64(BitConverter.DoubleToUInt64Bits(number));
    }

    private static void ReadString(ref JsonToWire input)
    {
        input.Wire.WriteVarint(StringTag);
        if (!FieldReader.TryWriteString(ref input))
            input.Errors.Add("holds text with half a character");
    }

    private static void WriteNested(MessageCodec codec, ReadOnlySpan<byte> bytes, Utf8JsonWriter json)
    {
        var wire = new WireReader(bytes);
        codec.Write(ref wire, json);
    }

    private static bool IsKind(uint tag) =>
        tag == NullTag || tag == NumberTag || tag == StringTag || tag == BoolTag || tag == ObjectTag || tag == ArrayTag;
}
