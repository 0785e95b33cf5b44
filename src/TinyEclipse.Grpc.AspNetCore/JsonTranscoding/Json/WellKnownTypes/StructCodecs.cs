using System.Text.Json;
using Google.Protobuf;

namespace Microsoft.AspNetCore.Grpc.JsonTranscoding.Json.WellKnownTypes;

/// <summary>Struct: any JSON object.</summary>
internal sealed class StructCodec : MessageCodec
{
    private const int ScratchSize = 256;
    private static readonly uint EntryTag = WireFormat.MakeTag(1, WireFormat.WireType.LengthDelimited);
    private static readonly uint KeyTag = WireFormat.MakeTag(1, WireFormat.WireType.LengthDelimited);
    private static readonly uint ValueTag = WireFormat.MakeTag(2, WireFormat.WireType.LengthDelimited);

    public override void Read(ref JsonToWire input) => ReadObject(ref input);

    public static void ReadObject(ref JsonToWire input)
    {
        if (input.Json.TokenType != JsonTokenType.StartObject)
        {
            input.Fail("must be an object");
            return;
        }

        while (input.Json.Read() && input.Json.TokenType != JsonTokenType.EndObject)
        {
            input.Wire.WriteVarint(EntryTag);
            var start = input.Wire.BeginLength();
            ReadKey(ref input);
            input.Json.Read();
            if (input.TryEnter())
            {
                ValueCodec.ReadNested(ValueTag, ref input);
                input.Leave();
            }

            input.Wire.EndLength(start);
        }
    }

    public override void Write(ref WireReader wire, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        while (!wire.AtEnd)
        {
            var tag = wire.ReadTag();
            if (tag == EntryTag)
                WriteEntry(new WireReader(wire.ReadBytes()), json);
            else
                wire.Skip(tag);
        }

        json.WriteEndObject();
    }

    private static void ReadKey(ref JsonToWire input)
    {
        if (!JsonToWire.TryGetText(input.Json, stackalloc byte[ScratchSize], out var key))
            input.Errors.Add("has a name that is not text of whole characters");
        input.Wire.WriteVarint(KeyTag);
        input.Wire.WriteBytes(key);
    }

    private static void WriteEntry(WireReader entry, Utf8JsonWriter json)
    {
        json.WritePropertyName(entry.TryReadTag(KeyTag) ? entry.ReadBytes() : []);
        var value = new WireReader(entry.TryReadTag(ValueTag) ? entry.ReadBytes() : []);
        ValueCodec.WriteValue(ref value, json);
    }
}

/// <summary>ListValue: any JSON array.</summary>
internal sealed class ListValueCodec : MessageCodec
{
    private static readonly uint ElementTag = WireFormat.MakeTag(1, WireFormat.WireType.LengthDelimited);

    public override void Read(ref JsonToWire input) => ReadArray(ref input);

    public static void ReadArray(ref JsonToWire input)
    {
        if (input.Json.TokenType != JsonTokenType.StartArray)
        {
            input.Fail("must be a list");
            return;
        }

        while (input.Json.Read() && input.Json.TokenType != JsonTokenType.EndArray)
            ValueCodec.ReadNested(ElementTag, ref input);
    }

    public override void Write(ref WireReader wire, Utf8JsonWriter json)
    {
        json.WriteStartArray();
        while (!wire.AtEnd)
        {
            var tag = wire.ReadTag();
            if (tag != ElementTag)
            {
                wire.Skip(tag);
                continue;
            }

            var element = new WireReader(wire.ReadBytes());
            ValueCodec.WriteValue(ref element, json);
        }

        json.WriteEndArray();
    }
}
