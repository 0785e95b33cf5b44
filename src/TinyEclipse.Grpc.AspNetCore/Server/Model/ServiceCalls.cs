using System.Reflection;
using Grpc.Core;

namespace Grpc.AspNetCore.Server.Model;

/// <summary>The innermost step of a call: gets the service and calls its method. The delegates are made once per method.</summary>
internal sealed class ServiceCalls<TService>(InstanceSource<TService> services)
    where TService : class
{
    public UnaryServerMethod<TRequest, TResponse> Unary<TRequest, TResponse>(MethodInfo method)
        where TRequest : class
        where TResponse : class
    {
        var call = method.CreateDelegate<Func<TService, TRequest, ServerCallContext, Task<TResponse>>>();
        return (request, context) => call(services.Get(context), request, context);
    }

    public ClientStreamingServerMethod<TRequest, TResponse> ClientStreaming<TRequest, TResponse>(MethodInfo method)
        where TRequest : class
        where TResponse : class
    {
        var call = method.CreateDelegate<Func<TService, IAsyncStreamReader<TRequest>, ServerCallContext, Task<TResponse>>>();
        return (requests, context) => call(services.Get(context), requests, context);
    }

    public ServerStreamingServerMethod<TRequest, TResponse> ServerStreaming<TRequest, TResponse>(MethodInfo method)
        where TRequest : class
        where TResponse : class
    {
        var call = method.CreateDelegate<Func<TService, TRequest, IServerStreamWriter<TResponse>, ServerCallContext, Task>>();
        return (request, responses, context) => call(services.Get(context), request, responses, context);
    }

    public DuplexStreamingServerMethod<TRequest, TResponse> DuplexStreaming<TRequest, TResponse>(MethodInfo method)
        where TRequest : class
        where TResponse : class
    {
        var call = method
            .CreateDelegate<Func<TService, IAsyncStreamReader<TRequest>, IServerStreamWriter<TResponse>, ServerCallContext, Task>>();
        return (requests, responses, context) => call(services.Get(context), requests, responses, context);
    }
}
