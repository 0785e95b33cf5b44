using Google.Api;
using Google.Protobuf.Reflection;

namespace Microsoft.AspNetCore.Grpc.JsonTranscoding;

/// <summary>On every JSON endpoint: its method, and the one rule, of several perhaps, that the endpoint serves.</summary>
public sealed class GrpcJsonTranscodingMetadata(MethodDescriptor methodDescriptor, HttpRule httpRule)
{
    public MethodDescriptor MethodDescriptor { get; } = methodDescriptor;

    public HttpRule HttpRule { get; } = httpRule;
}
