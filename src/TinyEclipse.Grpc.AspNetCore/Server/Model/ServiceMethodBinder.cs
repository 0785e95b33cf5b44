using System.Reflection;
using Google.Protobuf.Reflection;
using Grpc.Core;

namespace Grpc.AspNetCore.Server.Model;

/// <summary>Is told the methods of a service by generated code, and shows each of them to the doors.</summary>
internal sealed class ServiceMethodBinder<TService>(
    ServiceDescriptor? descriptor,
    ServiceSettings settings,
    IReadOnlyList<IServiceMethodMapper> doors,
    ServiceEndpoints endpoints) : ServiceBinderBase
    where TService : class
{
    private readonly ServiceCalls<TService> _calls = new(new InstanceSource<TService>(typeof(TService), [], endpoints.Services));
    private readonly InterceptorPipeline _interceptors = new(settings.Interceptors, endpoints.Services);

    /// <summary>Null as long as no method was bound.</summary>
    public string? ServiceName { get; private set; }

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler)
    {
        var implementation = FindImplementation(method, typeof(TRequest), typeof(ServerCallContext));
        var pipeline = _interceptors.Around(_calls.Unary<TRequest, TResponse>(implementation));
        var served = Describe(method, implementation);
        foreach (var door in doors)
            door.MapUnary(served, pipeline, endpoints);
    }

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse>? handler)
    {
        var implementation = FindImplementation(method, typeof(IAsyncStreamReader<TRequest>), typeof(ServerCallContext));
        var pipeline = _interceptors.Around(_calls.ClientStreaming<TRequest, TResponse>(implementation));
        var served = Describe(method, implementation);
        foreach (var door in doors)
            door.MapClientStreaming(served, pipeline, endpoints);
    }

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse>? handler)
    {
        var implementation = FindImplementation(method, typeof(TRequest), typeof(IServerStreamWriter<TResponse>), typeof(ServerCallContext));
        var pipeline = _interceptors.Around(_calls.ServerStreaming<TRequest, TResponse>(implementation));
        var served = Describe(method, implementation);
        foreach (var door in doors)
            door.MapServerStreaming(served, pipeline, endpoints);
    }

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse>? handler)
    {
        var implementation = FindImplementation(
            method, typeof(IAsyncStreamReader<TRequest>), typeof(IServerStreamWriter<TResponse>), typeof(ServerCallContext));
        var pipeline = _interceptors.Around(_calls.DuplexStreaming<TRequest, TResponse>(implementation));
        var served = Describe(method, implementation);
        foreach (var door in doors)
            door.MapDuplexStreaming(served, pipeline, endpoints);
    }

    // The generated binding binds an instance; services are made per call, so the method itself is needed, once.
    private static MethodInfo FindImplementation(IMethod method, params Type[] parameters) =>
        typeof(TService).GetMethod(method.Name, BindingFlags.Public | BindingFlags.Instance, parameters)
        ?? throw new InvalidOperationException($"{typeof(TService)} has no public method for {method.FullName}.");

    private ServiceMethod<TRequest, TResponse> Describe<TRequest, TResponse>(Method<TRequest, TResponse> method, MethodInfo implementation)
        where TRequest : class
        where TResponse : class
    {
        ServiceName = method.ServiceName;
        return new ServiceMethod<TRequest, TResponse>(typeof(TService), method, descriptor?.FindMethodByName(method.Name), settings)
        {
            Attributes = [.. typeof(TService).GetCustomAttributes(inherit: true), .. implementation.GetCustomAttributes(inherit: true)],
        };
    }
}
