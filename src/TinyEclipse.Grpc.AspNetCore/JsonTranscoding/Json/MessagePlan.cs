using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Microsoft.AspNetCore.Grpc.JsonTranscoding.Json;

/// <summary>An ordinary message: an object of its fields.</summary>
internal sealed class MessagePlan : MessageCodec
{
    private const int LongestNameToUnescape = 256;
    private const int MostSlotsOnStack = 128;

    private readonly FieldPlan[] _fields;
    private readonly Dictionary<byte[], FieldPlan>.AlternateLookup<ReadOnlySpan<byte>> _byName;
    private readonly int _slotCount;
    private readonly bool _writesDefaults;

    public MessagePlan(MessageDescriptor descriptor, MessageCodecs codecs)
    {
        var slotCount = descriptor.RealOneofCount;
        _fields = [.. descriptor.Fields.InFieldNumberOrder().Select(field => new FieldPlan(field, codecs, SlotOf(field, ref slotCount)))];
        _slotCount = slotCount;
        _writesDefaults = !codecs.Settings.IgnoreDefaultValues;

        var byName = new Dictionary<byte[], FieldPlan>(Utf8NameComparer.Instance);
        foreach (var (name, field) in _fields.SelectMany(field => field.InputNames, (field, name) => (name, field)))
            byName.TryAdd(name, field);
        _byName = byName.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    /// <summary>By the proto's or the JSON name.</summary>
    public FieldPlan? Find(ReadOnlySpan<byte> name) => _byName.TryGetValue(name, out var field) ? field : null;

    public override void Read(ref JsonToWire input) => Read(ref input, except: []);

    /// <summary>Reads an object, but for the fields that are given elsewhere.</summary>
    public void Read(ref JsonToWire input, scoped ReadOnlySpan<FieldPlan> except)
    {
        if (input.Json.TokenType != JsonTokenType.StartObject)
        {
            input.Fail("must be an object");
            return;
        }

        var given = _slotCount <= MostSlotsOnStack ? stackalloc int[_slotCount] : new int[_slotCount];
        while (input.Json.Read() && input.Json.TokenType != JsonTokenType.EndObject)
        {
            var field = FindByToken(input.Json);
            input.Json.Read();
            if (field is null || except.Contains(field))
                input.Json.Skip();
            else
                ReadField(field, ref input, given);
        }
    }

    public override void Write(ref WireReader wire, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        WriteFields(ref wire, json);
        json.WriteEndObject();
    }

    /// <summary>The fields lie in the order of their numbers, as generated code writes them; those that are missing are default or not set.</summary>
    public void WriteFields(ref WireReader wire, Utf8JsonWriter json)
    {
        var next = 0;
        while (!wire.AtEnd)
        {
            var tag = wire.ReadTag();
            var index = IndexOf(tag, next);
            if (index < 0)
            {
                wire.Skip(tag);
                continue;
            }

            WriteDefaults(next, index, json);
            json.WritePropertyName(_fields[index].OutputName);
            WireToJson.WriteField(_fields[index], tag, ref wire, json);
            next = index + 1;
        }

        WriteDefaults(next, _fields.Length, json);
    }

    private FieldPlan? FindByToken(in Utf8JsonReader json)
    {
        if (json.ValueIsEscaped && json.ValueSpan.Length > LongestNameToUnescape)
            return null;
        return JsonToWire.TryGetText(json, stackalloc byte[LongestNameToUnescape], out var name) ? Find(name) : null;
    }

    // A scalar that is given twice has its last value. Two messages or lists would silently be merged, so they are refused.
    private static void ReadField(FieldPlan field, ref JsonToWire input, scoped Span<int> given)
    {
        if (input.Json.TokenType == JsonTokenType.Null && !(field.HasNullValue && field.Shape == FieldShape.Single))
            return;

        var errorsBefore = input.Errors.Count;
        if (field.Slot >= 0)
        {
            ref var earlier = ref given[field.Slot];
            if (earlier != 0 && earlier != field.Number)
                input.Errors.Add("cannot be given together with another field of the same choice");
            else if (earlier == field.Number && !field.IsScalar)
                input.Errors.Add("is given twice");
            earlier = field.Number;
        }

        FieldReader.Read(field, ref input);
        input.Errors.Prefix(errorsBefore, field.Name);
    }

    private int IndexOf(uint tag, int from)
    {
        var number = WireFormat.GetTagFieldNumber(tag);
        while (from < _fields.Length && _fields[from].Number < number)
            from++;
        return from < _fields.Length && (_fields[from].Tag == tag || _fields[from].PackedTag == tag) ? from : -1;
    }

    private void WriteDefaults(int from, int to, Utf8JsonWriter json)
    {
        for (var i = from; _writesDefaults && i < to; i++)
        {
            if (!_fields[i].WritesDefault)
                continue;
            json.WritePropertyName(_fields[i].OutputName);
            WireToJson.WriteDefault(_fields[i], json);
        }
    }

    // One for each oneof, one for each field that must not be given twice.
    private static int SlotOf(FieldDescriptor field, ref int slotCount) => field switch
    {
        { RealContainingOneof: { } oneof } => oneof.Index,
        { IsRepeated: true } or { FieldType: FieldType.Message } => slotCount++,
        _ => -1,
    };
}
