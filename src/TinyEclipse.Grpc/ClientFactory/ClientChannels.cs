using System.Collections.Concurrent;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Grpc.Net.ClientFactory;

/// <summary>One channel for each name, for as long as the application runs. A singleton.</summary>
internal sealed class ClientChannels(
    IServiceProvider services,
    IOptionsMonitor<GrpcClientFactoryOptions> options,
    IHttpMessageHandlerFactory handlers,
    ILoggerFactory loggers) : IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<Entry>> _entries = new(StringComparer.Ordinal);

    public CallInvoker GetInvoker(string name) => _entries.GetOrAdd(name, key => new Lazy<Entry>(() => Open(key))).Value.Invoker;

    public void Dispose()
    {
        foreach (var entry in _entries.Values)
        {
            if (entry.IsValueCreated)
                entry.Value.Channel.Dispose();
        }
    }

    private Entry Open(string name)
    {
        var clientOptions = options.Get(name);
        var address = clientOptions.Address
            ?? throw new InvalidOperationException($"The gRPC client '{name}' has no address: set GrpcClientFactoryOptions.Address.");

        var channelOptions = new GrpcChannelOptions { HttpHandler = handlers.CreateHandler(name), LoggerFactory = loggers };
        foreach (var configure in clientOptions.ChannelOptionsActions)
            configure(channelOptions);

        var channel = GrpcChannel.ForAddress(address, channelOptions);
        return new Entry(channel, channel.CreateCallInvoker().Intercept(Create(clientOptions, InterceptorScope.Channel, services)));
    }

    internal static Interceptor[] Create(GrpcClientFactoryOptions options, InterceptorScope scope, IServiceProvider services) =>
        [.. options.InterceptorRegistrations.Where(registration => registration.Scope == scope).Select(registration => registration.Creator(services))];

    private sealed record Entry(GrpcChannel Channel, CallInvoker Invoker);
}
