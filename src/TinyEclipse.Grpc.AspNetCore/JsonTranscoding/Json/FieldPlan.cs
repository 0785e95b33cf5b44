using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Microsoft.AspNetCore.Grpc.JsonTranscoding.Json;

internal enum FieldShape
{
    Single,
    List,
    Map,
}

/// <summary>All that reading and writing a field needs to know, taken from its descriptor once.</summary>
internal sealed class FieldPlan
{
    private readonly FieldDescriptor _descriptor;
    private readonly MessageCodecs _codecs;

    public FieldPlan(FieldDescriptor descriptor, MessageCodecs codecs, int slot)
    {
        _descriptor = descriptor;
        _codecs = codecs;
        Slot = slot;
        (Name, var jsonName) = NamesOf(descriptor);
        Type = descriptor.FieldType;
        Shape = descriptor.IsMap ? FieldShape.Map : descriptor.IsRepeated ? FieldShape.List : FieldShape.Single;
        Tag = WireFormat.MakeTag(Number, WireTypeOf(Type));
        PackedTag = Shape == FieldShape.List ? WireFormat.MakeTag(Number, WireFormat.WireType.LengthDelimited) : Tag;
        OutputName = JsonEncodedText.Encode(
            codecs.Settings.PreserveProtoFieldNames ? Name : jsonName, JavaScriptEncoder.UnsafeRelaxedJsonEscaping);
        InputNames = [Encoding.UTF8.GetBytes(jsonName), Encoding.UTF8.GetBytes(Name)];
        if (Type == FieldType.Enum)
            Enum = codecs.Get(descriptor.EnumType);
        HasNullValue = Enum is { IsNull: true }
            || (Type == FieldType.Message && string.Equals(descriptor.MessageType.FullName, "google.protobuf.Value", StringComparison.Ordinal));
        if (Shape == FieldShape.Map)
        {
            MapKey = new FieldPlan(descriptor.MessageType.FindFieldByNumber(1), codecs, slot: -1);
            MapValue = new FieldPlan(descriptor.MessageType.FindFieldByNumber(2), codecs, slot: -1);
        }
    }

    public GrpcJsonSettings Settings => _codecs.Settings;

    public int Number => _descriptor.FieldNumber;

    /// <summary>As the proto spells it, which is how errors name the field.</summary>
    public string Name { get; }

    public JsonEncodedText OutputName { get; }

    public FieldType Type { get; }

    public FieldShape Shape { get; }

    public uint Tag { get; }

    /// <summary>The tag of a list whose elements lie together; that of the field itself when they never do.</summary>
    public uint PackedTag { get; }

    public EnumPlan? Enum { get; }

    public FieldPlan? MapKey { get; }

    public FieldPlan? MapValue { get; }

    /// <summary>Where a message that is read remembers that this field, or another of its oneof, was given; negative if it need not.</summary>
    public int Slot { get; }

    public bool IsScalar => Shape == FieldShape.Single && Type != FieldType.Message;

    /// <summary>The same for all fields of a oneof, and negative there; the field's number elsewhere.</summary>
    public int Choice => _descriptor.RealContainingOneof is { } oneof ? -1 - oneof.Index : Number;

    /// <summary>True for what has no "not set": its default is written.</summary>
    public bool WritesDefault => Shape != FieldShape.Single || !_descriptor.HasPresence;

    /// <summary>For these types null is a value; for all others it means that nothing is given.</summary>
    public bool HasNullValue { get; }

    /// <summary>Found when it is first needed, because messages may contain themselves.</summary>
    public MessageCodec Message => field ??= _codecs.Get(_descriptor.MessageType);

    /// <summary>Null for what is no message.</summary>
    public MessageDescriptor? MessageType => Type == FieldType.Message ? _descriptor.MessageType : null;

    /// <summary>Both spellings, in UTF-8.</summary>
    public IReadOnlyList<byte[]> InputNames { get; }

    // The newest Google.Api.CommonProtos there is calls the reason of an error by a name it had before it was published.
    private static (string Proto, string Json) NamesOf(FieldDescriptor descriptor) =>
        descriptor is { Name: "type", ContainingType.FullName: "google.rpc.ErrorInfo" }
            ? ("reason", "reason")
            : (descriptor.Name, descriptor.JsonName);

    private static WireFormat.WireType WireTypeOf(FieldType type) => type switch
    {
        FieldType.Double or FieldType.Fixed64 or FieldType.SFixed64 => WireFormat.WireType.Fixed64,
        FieldType.Float or FieldType.Fixed32 or FieldType.SFixed32 => WireFormat.WireType.Fixed32,
        FieldType.String or FieldType.Bytes or FieldType.Message => WireFormat.WireType.LengthDelimited,
        FieldType.Group => throw new NotSupportedException("Groups of proto2 have no place in JSON."),
        _ => WireFormat.WireType.Varint,
    };
}
