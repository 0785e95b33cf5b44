using Google.Protobuf.Reflection;

namespace Microsoft.AspNetCore.Grpc.JsonTranscoding;

public sealed class GrpcJsonTranscodingOptions
{
    /// <summary>The messages that an Any may hold. The error details of google.rpc and the well-known types need no entry.</summary>
    public TypeRegistry TypeRegistry { get; set; } = TypeRegistry.Empty;

    public GrpcJsonSettings JsonSettings { get; set; } = new();
}
