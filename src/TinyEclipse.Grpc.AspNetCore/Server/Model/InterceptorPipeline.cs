using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Grpc.AspNetCore.Server.Model;

/// <summary>Puts the interceptors of a service around its methods, the first one outermost; done once per method, at start-up.</summary>
internal sealed class InterceptorPipeline
{
    private readonly IReadOnlyList<InstanceSource<Interceptor>> _innermostFirst;

    public InterceptorPipeline(IEnumerable<InterceptorRegistration> interceptors, IServiceProvider services) =>
        _innermostFirst =
        [
            .. interceptors.Reverse().Select(interceptor => new InstanceSource<Interceptor>(interceptor.Type, interceptor.Arguments, services)),
        ];

    public UnaryServerMethod<TRequest, TResponse> Around<TRequest, TResponse>(UnaryServerMethod<TRequest, TResponse> handler)
        where TRequest : class
        where TResponse : class
    {
        foreach (var interceptor in _innermostFirst)
        {
            var next = handler;
            handler = (request, context) => interceptor.Get(context).UnaryServerHandler(request, context, next);
        }

        return handler;
    }

    public ClientStreamingServerMethod<TRequest, TResponse> Around<TRequest, TResponse>(ClientStreamingServerMethod<TRequest, TResponse> handler)
        where TRequest : class
        where TResponse : class
    {
        foreach (var interceptor in _innermostFirst)
        {
            var next = handler;
            handler = (requests, context) => interceptor.Get(context).ClientStreamingServerHandler(requests, context, next);
        }

        return handler;
    }

    public ServerStreamingServerMethod<TRequest, TResponse> Around<TRequest, TResponse>(ServerStreamingServerMethod<TRequest, TResponse> handler)
        where TRequest : class
        where TResponse : class
    {
        foreach (var interceptor in _innermostFirst)
        {
            var next = handler;
            handler = (request, responses, context) => interceptor.Get(context).ServerStreamingServerHandler(request, responses, context, next);
        }

        return handler;
    }

    public DuplexStreamingServerMethod<TRequest, TResponse> Around<TRequest, TResponse>(DuplexStreamingServerMethod<TRequest, TResponse> handler)
        where TRequest : class
        where TResponse : class
    {
        foreach (var interceptor in _innermostFirst)
        {
            var next = handler;
            handler = (requests, responses, context) =>
                interceptor.Get(context).DuplexStreamingServerHandler(requests, responses, context, next);
        }

        return handler;
    }
}
