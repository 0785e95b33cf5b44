using System.Collections.Concurrent;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Grpc.Net.ClientFactory;

/// <summary>Makes clients on the shared channel of their name, with the interceptors and call options of the scope it is resolved in.</summary>
internal sealed class DefaultGrpcClientFactory(
    IServiceProvider services,
    ClientChannels channels,
    IOptionsMonitor<GrpcClientFactoryOptions> options) : GrpcClientFactory
{
    private static readonly ConcurrentDictionary<Type, ObjectFactory> Constructors = new();

    public override TClient CreateClient<TClient>(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var clientOptions = options.Get(name);
        var invoker = channels.GetInvoker(name).Intercept(ClientChannels.Create(clientOptions, InterceptorScope.Client, services));
        if (clientOptions.CallOptionsActions.Count > 0)
            invoker = invoker.Intercept(new CallOptionsInterceptor(clientOptions.CallOptionsActions, services));

        var constructor = Constructors.GetOrAdd(typeof(TClient), static type => ActivatorUtilities.CreateFactory(type, [typeof(CallInvoker)]));
        return (TClient)constructor(services, [invoker]);
    }

    private sealed class CallOptionsInterceptor(IEnumerable<Action<CallOptionsContext>> actions, IServiceProvider services) : ContextInterceptor
    {
        protected override ClientInterceptorContext<TRequest, TResponse> Change<TRequest, TResponse>(
            ClientInterceptorContext<TRequest, TResponse> context)
        {
            var call = new CallOptionsContext(context.Options, services);
            foreach (var action in actions)
                action(call);
            return new(context.Method, context.Host, call.CallOptions);
        }
    }
}
