using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.ClientFactory;
using Grpc.Tests.Interop;
using Microsoft.Extensions.DependencyInjection;
using InteropServiceClient = Grpc.Tests.Interop.InteropService.InteropServiceClient;

namespace Grpc.Tests.Client;

public sealed class ClientFactoryTests(ServerFixture fixture)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_registered_client_calls_its_address()
    {
        await using var services = Services(_ => { });

        var response = await services.GetRequiredService<InteropServiceClient>().EchoAsync(new EchoRequest { Text = "hello" }, cancellationToken: Token);

        Assert.Equal("hello", response.Text);
    }

    [Fact]
    public void A_client_without_an_address_says_so()
    {
        var collection = new ServiceCollection();
        collection.AddGrpcClient<InteropServiceClient>();
        using var services = collection.BuildServiceProvider();

        var exception = Assert.Throws<InvalidOperationException>(services.GetRequiredService<InteropServiceClient>);

        Assert.Contains("InteropServiceClient", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_belongs_to_one_type_of_client()
    {
        var collection = new ServiceCollection();
        collection.AddGrpcClient<InteropServiceClient>("same");
        collection.AddGrpcClient<InteropServiceClient>("same");

        Assert.Throws<InvalidOperationException>(() => collection.AddGrpcClient<UnimplementedService.UnimplementedServiceClient>("same"));
    }

    [Fact]
    public async Task Clients_of_different_names_differ()
    {
        var collection = new ServiceCollection();
        foreach (var name in new[] { "one", "two" })
        {
            collection.AddGrpcClient<InteropServiceClient>(name, options => options.Address = fixture.Server.Http2Address)
                .AddInterceptor(() => new Adding("name", name));
        }

        await using var services = collection.BuildServiceProvider();
        var factory = services.GetRequiredService<GrpcClientFactory>();

        Assert.Equal(["one"], await EchoedAsync(factory.CreateClient<InteropServiceClient>("one"), "name"));
        Assert.Equal(["two"], await EchoedAsync(factory.CreateClient<InteropServiceClient>("two"), "name"));
    }

    [Fact]
    public async Task The_channel_is_made_once_and_shared()
    {
        var made = 0;
        await using var services = Services(builder => builder.ConfigureChannel(_ => made++));

        await EchoedAsync(services.GetRequiredService<InteropServiceClient>(), "x");
        await EchoedAsync(services.GetRequiredService<InteropServiceClient>(), "x");

        Assert.Equal(1, made);
    }

    [Fact]
    public async Task Channel_options_apply()
    {
        await using var services = Services(builder => builder.ConfigureChannel((_, options) => options.MaxReceiveMessageSize = 10));

        var failure = await services.GetRequiredService<InteropServiceClient>()
            .EchoAsync(new EchoRequest { Text = "longer than ten bytes" }, cancellationToken: Token).FailureAsync();

        Assert.Equal(StatusCode.ResourceExhausted, failure.StatusCode);
    }

    [Fact]
    public async Task Channel_options_may_be_given_with_the_address()
    {
        var collection = new ServiceCollection();
        collection.AddGrpcClient<InteropServiceClient>(options =>
        {
            options.Address = fixture.Server.Http2Address;
            options.ChannelOptionsActions.Add(channel => channel.MaxSendMessageSize = 10);
        });
        await using var services = collection.BuildServiceProvider();

        var failure = await services.GetRequiredService<InteropServiceClient>()
            .EchoAsync(new EchoRequest { Text = "longer than ten bytes" }, cancellationToken: Token).FailureAsync();

        Assert.Equal(StatusCode.ResourceExhausted, failure.StatusCode);
    }

    [Fact]
    public async Task An_interceptor_lives_as_long_as_its_scope()
    {
        await using var services = Services(builder => builder
            .AddInterceptor(_ => new Adding("channel", Guid.NewGuid().ToString()))
            .AddInterceptor(InterceptorScope.Client, provider => new Adding("scope", provider.GetRequiredService<ScopeId>().Value)));
        var seen = new List<(string Channel, string Scope)>();
        for (var i = 0; i < 2; i++)
        {
            await using var scope = services.CreateAsyncScope();
            for (var j = 0; j < 2; j++)
            {
                var response = await scope.ServiceProvider.GetRequiredService<InteropServiceClient>().EchoAsync(new EchoRequest(), cancellationToken: Token);
                seen.Add((Values(response, "channel").Single(), Values(response, "scope").Single()));
            }
        }

        Assert.Single(seen.Select(ids => ids.Channel).Distinct(StringComparer.Ordinal));
        Assert.Equal(2, seen.Select(ids => ids.Scope).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task Call_credentials_come_from_the_scope_of_the_client()
    {
        await using var services = Services(builder => builder
            .ConfigureChannel(options => options.UnsafeUseInsecureChannelCallCredentials = true)
            .AddCallCredentials((_, metadata) =>
            {
                metadata.Add("authorization", "Bearer fixed");
                return Task.CompletedTask;
            })
            .AddCallCredentials((_, metadata, provider) =>
            {
                metadata.Add("scope", provider.GetRequiredService<ScopeId>().Value);
                return Task.CompletedTask;
            }));
        await using var scope = services.CreateAsyncScope();

        var response = await scope.ServiceProvider.GetRequiredService<InteropServiceClient>().EchoAsync(new EchoRequest(), cancellationToken: Token);

        Assert.Equal(["Bearer fixed"], Values(response, "authorization"));
        Assert.Equal([scope.ServiceProvider.GetRequiredService<ScopeId>().Value], Values(response, "scope"));
    }

    [Fact]
    public async Task A_message_handler_of_the_http_client_stands_in_between()
    {
        await using var services = Services(builder => builder.AddHttpMessageHandler(() => new HeaderHandler()));

        Assert.Equal(["yes"], await EchoedAsync(services.GetRequiredService<InteropServiceClient>(), "handled"));
    }

    private static async Task<IEnumerable<string>> EchoedAsync(InteropServiceClient client, string key) =>
        Values(await client.EchoAsync(new EchoRequest(), cancellationToken: Token), key);

    private static IEnumerable<string> Values(EchoResponse response, string key) =>
        response.RequestHeaders.Where(entry => entry.Key == key).Select(entry => entry.Text);

    private ServiceProvider Services(Action<IHttpClientBuilder> configure)
    {
        var collection = new ServiceCollection();
        collection.AddScoped<ScopeId>();
        configure(collection.AddGrpcClient<InteropServiceClient>(options => options.Address = fixture.Server.Http2Address));
        return collection.BuildServiceProvider(validateScopes: true);
    }

    private sealed class ScopeId
    {
        public string Value { get; } = Guid.NewGuid().ToString();
    }

    private sealed class Adding(string key, string value) : Interceptor
    {
        public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
            TRequest request,
            ClientInterceptorContext<TRequest, TResponse> context,
            AsyncUnaryCallContinuation<TRequest, TResponse> continuation)
        {
            var headers = context.Options.Headers ?? new Metadata();
            headers.Add(key, value);
            return continuation(request, new(context.Method, context.Host, context.Options.WithHeaders(headers)));
        }
    }

    private sealed class HeaderHandler : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Headers.Add("handled", "yes");
            return base.SendAsync(request, cancellationToken);
        }
    }
}
