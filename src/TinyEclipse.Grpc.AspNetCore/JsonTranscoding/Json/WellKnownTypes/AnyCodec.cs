using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Framing;

namespace Microsoft.AspNetCore.Grpc.JsonTranscoding.Json.WellKnownTypes;

/// <summary>A message of any known type, which "@type" names. One of unknown type is written with its bytes, as base64, under "value".</summary>
internal sealed class AnyCodec(MessageCodecs codecs, KnownTypes types) : MessageCodec
{
    private const int ScratchSize = 256;

    // Each level costs looking through all that is in it, so a few large levels would cost a lot.
    private const int MostAnysRead = 8;
    private const int DeepestJsonWritten = 100;

    private static readonly uint TypeUrlTag = WireFormat.MakeTag(1, WireFormat.WireType.LengthDelimited);
    private static readonly uint ValueTag = WireFormat.MakeTag(2, WireFormat.WireType.LengthDelimited);

    public override void Read(ref JsonToWire input)
    {
        if (input.Json.TokenType != JsonTokenType.StartObject)
        {
            input.Fail("must be an object with \"@type\"");
            return;
        }

        var type = FindType(input.Json, out var isEmpty);
        if (isEmpty)
            input.Json.Read();
        else if (JsonToWire.TryGetText(type, stackalloc byte[ScratchSize], out var typeUrl) && types.Find(typeUrl) is { } descriptor)
            ReadTyped(Encoding.UTF8.GetString(typeUrl), descriptor, ref input);
        else
            input.Fail("must name a known message in \"@type\"");
    }

    public override void Write(ref WireReader wire, Utf8JsonWriter json)
    {
        var typeUrl = ReadOnlySpan<byte>.Empty;
        var value = ReadOnlySpan<byte>.Empty;
        while (!wire.AtEnd)
        {
            var tag = wire.ReadTag();
            if (tag == TypeUrlTag)
                typeUrl = wire.ReadBytes();
            else if (tag == ValueTag)
                value = wire.ReadBytes();
            else
                wire.Skip(tag);
        }

        json.WriteStartObject();
        if (!typeUrl.IsEmpty)
            WriteTyped(typeUrl, value, json);
        json.WriteEndObject();
    }

    private void WriteTyped(ReadOnlySpan<byte> typeUrl, ReadOnlySpan<byte> value, Utf8JsonWriter json)
    {
        json.WriteString("@type"u8, typeUrl);
        using var ordered = new PooledBufferWriter();
        if (json.CurrentDepth > DeepestJsonWritten || types.Find(typeUrl) is not { } type || !TryReorder(type, value, ordered))
        {
            json.WriteBase64String("value"u8, value);
            return;
        }

        var wire = new WireReader(ordered.WrittenSpan);
        var codec = codecs.Get(type);
        if (codec is MessagePlan plan)
        {
            plan.WriteFields(ref wire, json);
            return;
        }

        json.WritePropertyName("value"u8);
        codec.Write(ref wire, json);
    }

    // Looks ahead: the type is needed first, wherever it stands. Without one the reader that comes back stands on no text.
    private static Utf8JsonReader FindType(Utf8JsonReader json, out bool isEmpty)
    {
        isEmpty = true;
        while (json.Read() && json.TokenType != JsonTokenType.EndObject)
        {
            isEmpty = false;
            var isType = IsNamed(json, "@type"u8);
            json.Read();
            if (isType)
                break;
            json.Skip();
        }

        return json;
    }

    private void ReadTyped(string typeUrl, MessageDescriptor type, ref JsonToWire input)
    {
        if (input.AnyDepth == MostAnysRead)
        {
            input.Fail($"is nested more than {MostAnysRead} times in its like");
            return;
        }

        if (!input.TryEnter())
            return;

        input.AnyDepth++;
        var (outer, errorsBefore) = (input.Wire, input.Errors.Count);
        using var value = new PooledBufferWriter();
        using var ordered = new PooledBufferWriter();
        input.Wire = value;
        ReadValue(codecs.Get(type), ref input);
        input.Wire = outer;
        input.AnyDepth--;
        input.Leave();
        if (input.Errors.Count > errorsBefore)
            return;

        // Written by the message itself, the value is what any other sender of it would have sent.
        TryReorder(type, value.WrittenSpan, ordered);
        outer.WriteVarint(TypeUrlTag);
        outer.WriteBytes(Encoding.UTF8.GetBytes(typeUrl));
        outer.WriteVarint(ValueTag);
        outer.WriteBytes(ordered.WrittenSpan);
    }

    private static bool IsNamed(in Utf8JsonReader json, ReadOnlySpan<byte> name) =>
        JsonToWire.TryGetText(json, stackalloc byte[ScratchSize], out var text) && text.SequenceEqual(name);

    private static void ReadValue(MessageCodec codec, ref JsonToWire input)
    {
        if (codec is MessagePlan plan)
        {
            plan.Read(ref input);
            return;
        }

        while (input.Json.Read() && input.Json.TokenType != JsonTokenType.EndObject)
        {
            var isValue = IsNamed(input.Json, "value"u8);
            input.Json.Read();
            if (isValue)
                codec.Read(ref input);
            else
                input.Json.Skip();
        }
    }

    // Bytes from elsewhere may have their fields in any order; those of a message that was parsed and written have not.
    private bool TryReorder(MessageDescriptor type, ReadOnlySpan<byte> value, PooledBufferWriter ordered)
    {
        try
        {
            var bytes = codecs.GetBytes(type);
            var message = bytes.Parse(value);
            bytes.Write(message, message.CalculateSize(), ordered);
            return true;
        }
        catch (InvalidProtocolBufferException)
        {
            return false;
        }
    }
}
