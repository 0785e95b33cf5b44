using Grpc.AspNetCore.Server;
using Grpc.Core.Interceptors;
using Microsoft.AspNetCore.Http;

namespace Grpc.AspNetCore.ClientFactory;

/// <summary>Gives the calls that a service makes the deadline and the cancellation of the call it serves.</summary>
internal sealed class ContextPropagationInterceptor(IHttpContextAccessor accessor, GrpcContextPropagationOptions options) : ContextInterceptor
{
    protected override ClientInterceptorContext<TRequest, TResponse> Change<TRequest, TResponse>(
        ClientInterceptorContext<TRequest, TResponse> context)
    {
        if (context.Options.PropagationToken is not null)
            return context;

        var served = accessor.HttpContext?.Features.Get<IServerCallContextFeature>()?.ServerCallContext;
        if (served is not null)
            return new(context.Method, context.Host, context.Options.WithPropagationToken(served.CreatePropagationToken()));

        return options.SuppressContextNotFoundErrors
            ? context
            : throw new InvalidOperationException(
                $"{context.Method.FullName} is called outside of a gRPC call: there is none whose deadline and cancellation it could take over.");
    }
}
