using Google.Protobuf.Reflection;
using Grpc.Core;

namespace Grpc.AspNetCore.Server.Model;

/// <summary>
/// A method of a mapped service, whatever its messages. It is also metadata of the method's endpoints, where reflection finds its descriptor.
/// </summary>
internal abstract class ServiceMethod(Type serviceType, IMethod method, MethodDescriptor? descriptor, ServiceSettings settings)
{
    public string FullName { get; } = method.FullName;

    public string ServiceName { get; } = method.ServiceName;

    public MethodType Type { get; } = method.Type;

    /// <summary>Null for a service that does not come from a proto.</summary>
    public MethodDescriptor? Descriptor { get; } = descriptor;

    public ServiceSettings Settings { get; } = settings;

    /// <summary>Of the class first, then of the method: [Authorize] and its like, which the method's endpoints carry as metadata.</summary>
    public required IReadOnlyList<object> Attributes { get; init; }

    public GrpcMethodMetadata Metadata { get; } = new(serviceType, method);
}

/// <summary>The same with the marshallers of its messages.</summary>
internal sealed class ServiceMethod<TRequest, TResponse>(
    Type serviceType,
    Method<TRequest, TResponse> method,
    MethodDescriptor? descriptor,
    ServiceSettings settings) : ServiceMethod(serviceType, method, descriptor, settings)
    where TRequest : class
    where TResponse : class
{
    public Marshaller<TRequest> RequestMarshaller { get; } = method.RequestMarshaller;

    public Marshaller<TResponse> ResponseMarshaller { get; } = method.ResponseMarshaller;
}
