using System.Collections.Concurrent;
using Google.Protobuf.Reflection;
using Microsoft.AspNetCore.Grpc.JsonTranscoding.Json.WellKnownTypes;

namespace Microsoft.AspNetCore.Grpc.JsonTranscoding.Json;

/// <summary>The codecs of all message types under the same settings, each made when it is first needed.</summary>
internal sealed class MessageCodecs(GrpcJsonSettings settings, TypeRegistry types)
{
    private readonly ConcurrentDictionary<MessageDescriptor, MessageCodec> _messages = new();
    private readonly ConcurrentDictionary<MessageDescriptor, MessageBytes> _bytes = new();
    private readonly ConcurrentDictionary<EnumDescriptor, EnumPlan> _enums = new();

    public GrpcJsonSettings Settings { get; } = settings;

    public MessageCodec Get(MessageDescriptor descriptor) => _messages.GetOrAdd(descriptor, Create, this);

    public EnumPlan Get(EnumDescriptor descriptor) => _enums.GetOrAdd(descriptor, static key => new EnumPlan(key));

    public MessageBytes GetBytes(MessageDescriptor descriptor) => _bytes.GetOrAdd(descriptor, static key => new MessageBytes(key));

    private static MessageCodec Create(MessageDescriptor descriptor, MessageCodecs codecs) => descriptor.FullName switch
    {
        "google.protobuf.Any" => new AnyCodec(codecs, codecs.Types),
        "google.protobuf.Timestamp" => new TimestampCodec(),
        "google.protobuf.Duration" => new DurationCodec(),
        "google.protobuf.FieldMask" => new FieldMaskCodec(codecs.Settings.PreserveProtoFieldNames),
        "google.protobuf.Struct" => new StructCodec(),
        "google.protobuf.Value" => new ValueCodec(),
        "google.protobuf.ListValue" => new ListValueCodec(),
        "google.protobuf.DoubleValue" or "google.protobuf.FloatValue" or "google.protobuf.Int64Value" or "google.protobuf.UInt64Value"
            or "google.protobuf.Int32Value" or "google.protobuf.UInt32Value" or "google.protobuf.BoolValue" or "google.protobuf.StringValue"
            or "google.protobuf.BytesValue" => new WrapperCodec(new FieldPlan(descriptor.FindFieldByNumber(1), codecs, slot: -1)),
        _ => new MessagePlan(descriptor, codecs),
    };

    private KnownTypes Types { get; } = new(types);
}
