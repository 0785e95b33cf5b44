using System.Text;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;

namespace Microsoft.AspNetCore.Grpc.JsonTranscoding.Json;

/// <summary>The messages that an Any may hold: those the application registered, google.rpc's error details and the well-known types.</summary>
internal sealed class KnownTypes(TypeRegistry registered)
{
    private static readonly TypeRegistry Always = TypeRegistry.FromFiles(
        ErrorDetailsReflection.Descriptor,
        StatusReflection.Descriptor,
        AnyReflection.Descriptor,
        DurationReflection.Descriptor,
        EmptyReflection.Descriptor,
        FieldMaskReflection.Descriptor,
        StructReflection.Descriptor,
        TimestampReflection.Descriptor,
        WrappersReflection.Descriptor);

    /// <summary>Finds "type.googleapis.com/package.Message"; what stands before the last slash does not matter.</summary>
    public MessageDescriptor? Find(ReadOnlySpan<byte> typeUrl)
    {
        var slash = typeUrl.LastIndexOf((byte)'/');
        if (slash < 0)
            return null;

        var name = Encoding.UTF8.GetString(typeUrl[(slash + 1)..]);
        return registered.Find(name) ?? Always.Find(name);
    }
}
