using Grpc.AspNetCore.Server;
using Grpc.Core;
using Grpc.Tests.Interop;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Grpc.Tests.Server;

public sealed class ServiceActivationTests
{
    [Fact]
    public async Task A_service_is_made_for_each_call_with_what_belongs_to_the_call()
    {
        await using var server = await InteropServer.StartAsync<ScopedService>(services: (services, _) => services.AddScoped<Scoped>());

        var first = await server.Http2.CallAsync("Echo", new EchoRequest());
        var second = await server.Http2.CallAsync("Echo", new EchoRequest());

        Assert.NotEqual(first.OnlyMessage(EchoResponse.Parser).Text, second.OnlyMessage(EchoResponse.Parser).Text);
    }

    [Theory]
    [InlineData("Echo", "0")]
    [InlineData("Fail", "2")]
    public async Task A_disposable_service_is_disposed_after_the_call(string method, string status)
    {
        await ThenIsDisposedAsync<DisposableService>(method, status);
        await ThenIsDisposedAsync<PlainDisposableService>(method, status);
    }

    [Fact]
    public async Task A_registered_service_is_shared_and_not_disposed_by_calls()
    {
        var disposals = new Disposals();
        await using var server = await InteropServer.StartAsync<DisposableService>(
            services: (services, _) => services.AddSingleton(new DisposableService(disposals)));

        await server.Http2.CallAsync("Echo", new EchoRequest());
        var second = await server.Http2.CallAsync("Echo", new EchoRequest());

        Assert.Equal("2", second.OnlyMessage(EchoResponse.Parser).Text);
        Assert.False(disposals.First.IsCompleted);
    }

    [Fact]
    public async Task Endpoints_carry_the_attributes_of_class_and_method_and_what_the_method_is()
    {
        await using var server = await InteropServer.StartAsync<AttributedService>(
            services: (services, _) => services.AddAuthorization(),
            application: app => app.UseAuthorization());

        var endpoint = server.Services.GetRequiredService<EndpointDataSource>().Endpoints
            .Single(endpoint => endpoint.Metadata.GetMetadata<GrpcMethodMetadata>()?.Method.Name == "Echo");

        Assert.Equal(typeof(AttributedService), endpoint.Metadata.GetMetadata<GrpcMethodMetadata>()!.ServiceType);
        Assert.Equal(["of the class", "of the method"], endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().Select(data => data.Policy));
    }

    [Fact]
    public async Task Conventions_reach_every_method()
    {
        await using var server = await InteropServer.StartAsync<ScopedService>(
            services: (services, _) => services.AddScoped<Scoped>(),
            application: app => app.MapGrpcService<AttributedService>().WithMetadata("a convention"));

        var marked = server.Services.GetRequiredService<EndpointDataSource>().Endpoints
            .Where(endpoint => endpoint.Metadata.GetMetadata<string>() == "a convention");

        Assert.Equal(6, marked.Count());
    }

    [Fact]
    public void Mapping_without_AddGrpc_says_so()
    {
        using var app = WebApplication.CreateSlimBuilder().Build();

        var refused = Assert.Throws<InvalidOperationException>(() => app.MapGrpcService<InteropService>());

        Assert.Contains("AddGrpc", refused.Message, StringComparison.Ordinal);
    }

    private static async Task ThenIsDisposedAsync<TService>(string method, string status)
        where TService : class
    {
        var disposals = new Disposals();
        await using var server = await InteropServer.StartAsync<TService>(services: (services, _) => services.AddSingleton(disposals));

        var response = await server.Http2.CallAsync(method, [0, 0, 0, 0, 0]);

        Assert.Equal(status, response.Status);
        await disposals.First.WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
    }

    private sealed class Scoped
    {
        public Guid Id { get; } = Guid.NewGuid();
    }

    private sealed class ScopedService(Scoped scoped) : Interop.InteropService.InteropServiceBase
    {
        public override Task<EchoResponse> Echo(EchoRequest request, ServerCallContext context)
        {
            Assert.Same(scoped, context.GetHttpContext().RequestServices.GetRequiredService<Scoped>());
            return Task.FromResult(new EchoResponse { Text = scoped.Id.ToString() });
        }
    }

    private sealed class Disposals
    {
        private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task First => _first.Task;

        public void Note() => _first.TrySetResult();
    }

    private sealed class DisposableService(Disposals disposals) : Interop.InteropService.InteropServiceBase, IAsyncDisposable
    {
        private int _calls;

        public override Task<EchoResponse> Echo(EchoRequest request, ServerCallContext context) =>
            Task.FromResult(new EchoResponse { Text = $"{++_calls}" });

        public override Task<Google.Protobuf.WellKnownTypes.Empty> Fail(FailRequest request, ServerCallContext context) =>
            throw new InvalidOperationException("fails");

        public ValueTask DisposeAsync()
        {
            disposals.Note();
            return default;
        }
    }

    private sealed class PlainDisposableService(Disposals disposals) : Interop.InteropService.InteropServiceBase, IDisposable
    {
        public override Task<EchoResponse> Echo(EchoRequest request, ServerCallContext context) => Task.FromResult(new EchoResponse());

        public override Task<Google.Protobuf.WellKnownTypes.Empty> Fail(FailRequest request, ServerCallContext context) =>
            throw new InvalidOperationException("fails");

        public void Dispose() => disposals.Note();
    }

    [Authorize("of the class")]
    private sealed class AttributedService : Interop.InteropService.InteropServiceBase
    {
        [Authorize("of the method")]
        public override Task<EchoResponse> Echo(EchoRequest request, ServerCallContext context) => Task.FromResult(new EchoResponse());
    }
}
