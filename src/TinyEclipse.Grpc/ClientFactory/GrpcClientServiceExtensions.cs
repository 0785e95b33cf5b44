using Grpc.Net.Client;
using Grpc.Net.ClientFactory;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

public static class GrpcClientServiceExtensions
{
    public static IHttpClientBuilder AddGrpcClient<TClient>(this IServiceCollection services)
        where TClient : class => services.AddGrpcClient<TClient>(typeof(TClient).Name);

    public static IHttpClientBuilder AddGrpcClient<TClient>(this IServiceCollection services, Action<GrpcClientFactoryOptions> configureClient)
        where TClient : class => services.AddGrpcClient<TClient>(typeof(TClient).Name, configureClient);

    public static IHttpClientBuilder AddGrpcClient<TClient>(
        this IServiceCollection services, Action<IServiceProvider, GrpcClientFactoryOptions> configureClient)
        where TClient : class => services.AddGrpcClient<TClient>(typeof(TClient).Name, configureClient);

    public static IHttpClientBuilder AddGrpcClient<TClient>(
        this IServiceCollection services, string name, Action<GrpcClientFactoryOptions> configureClient)
        where TClient : class
    {
        ArgumentNullException.ThrowIfNull(configureClient);
        return services.AddGrpcClient<TClient>(name, (_, options) => configureClient(options));
    }

    public static IHttpClientBuilder AddGrpcClient<TClient>(
        this IServiceCollection services, string name, Action<IServiceProvider, GrpcClientFactoryOptions> configureClient)
        where TClient : class
    {
        ArgumentNullException.ThrowIfNull(configureClient);
        var builder = services.AddGrpcClient<TClient>(name);
        services.AddOptions<GrpcClientFactoryOptions>(name).Configure<IServiceProvider>((options, provider) => configureClient(provider, options));
        return builder;
    }

    public static IHttpClientBuilder AddGrpcClient<TClient>(this IServiceCollection services, string name)
        where TClient : class
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(name);
        ReserveName(services, name, typeof(TClient));
        services.AddOptions();
        services.AddLogging();
        services.TryAddSingleton<ClientChannels>();
        services.TryAddTransient<GrpcClientFactory, DefaultGrpcClientFactory>();
        services.AddTransient(provider => provider.GetRequiredService<GrpcClientFactory>().CreateClient<TClient>(name));

        // The channel keeps its handler, so rotating handlers would only leave old ones behind.
        // Changes of DNS are seen because the handler below renews its connections.
        return services.AddHttpClient(name)
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(CreateHandler);
    }

    // Clients of the same name share address and options, which is only meant for clients of one type.
    private static void ReserveName(IServiceCollection services, string name, Type type)
    {
        var names = services.Where(service => !service.IsKeyedService).Select(service => service.ImplementationInstance).OfType<ClientNames>().SingleOrDefault();
        if (names is null)
            services.AddSingleton(names = new ClientNames());
        if (!names.TryAdd(name, type) && names[name] != type)
            throw new InvalidOperationException($"The gRPC client name '{name}' is taken by {names[name]}: give {type} another one.");
    }

    private static SocketsHttpHandler CreateHandler()
    {
        var handler = ChannelTransport.CreateHandler();
        handler.PooledConnectionLifetime = TimeSpan.FromMinutes(5);
        return handler;
    }

    private sealed class ClientNames() : Dictionary<string, Type>(StringComparer.Ordinal);
}
