using Grpc.Core;
using Grpc.Tests.Interop;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Grpc.Tests.Server;

/// <summary>What a service registers on the token of its call runs where it hurts nobody else.</summary>
public sealed class TokenCallbackTests
{
    private const string Logged = "A callback of the cancellation token of";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task One_that_throws_at_the_deadline_is_logged()
    {
        await using var server = await StartAsync(() => throw new InvalidOperationException("of the callback"));
        await using var call = await DuplexCall.OpenAsync(server.Http2, "Sum", ("grpc-timeout", "200m"));

        var response = await call.ReadToEndAsync();

        Assert.Equal(("4", "Deadline Exceeded"), (response.Status, response.Message));
        await server.Log.WaitForAsync(Logged);
        Assert.Contains(server.Log.All, entry => entry.Level == LogLevel.Error && entry.Exception?.ToString().Contains("of the callback") == true);
    }

    [Fact]
    public async Task One_that_blocks_at_the_deadline_does_not_keep_the_caller_waiting()
    {
        using var goOn = new ManualResetEventSlim();
        await using var server = await StartAsync(() => goOn.Wait(Patience));
        await using var call = await DuplexCall.OpenAsync(server.Http2, "Sum", ("grpc-timeout", "200m"));

        var response = await call.ReadToEndAsync().WaitAsync(Patience, TestContext.Current.CancellationToken);

        Assert.False(goOn.IsSet);
        Assert.Equal("4", response.Status);
        goOn.Set();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_connection_goes_on_when_the_caller_of_one_that_throws_or_blocks_is_gone(bool throws)
    {
        using var goOn = new ManualResetEventSlim();
        using var called = new SemaphoreSlim(0);
        await using var server = await StartAsync(() =>
        {
            called.Release();
            if (throws)
                throw new InvalidOperationException("of the callback");
            goOn.Wait(Patience);
        });
        using var giveUp = new CancellationTokenSource();
        await using var call = await DuplexCall.OpenPathAsync(server.Http2, $"/{RawClient.Service}/Sum", giveUp: giveUp);
        await call.WriteAsync(new Number { Value = 1 });
        await server.Services.GetRequiredService<ServiceOfTheTest>().Begun.WaitAsync(Patience, TestContext.Current.CancellationToken);

        await giveUp.CancelAsync();

        Assert.True(await called.WaitAsync(Patience, TestContext.Current.CancellationToken));
        var other = await server.Http2.CallAsync("Echo", new EchoRequest());
        Assert.Equal("0", other.Status);
        goOn.Set();
    }

    private static Task<InteropServer> StartAsync(Action callback) =>
        InteropServer.StartAsync<ServiceOfTheTest>(services: (services, _) => services.AddSingleton(new ServiceOfTheTest(callback)));

    private sealed class ServiceOfTheTest(Action callback) : Interop.InteropService.InteropServiceBase
    {
        public SemaphoreSlim Begun { get; } = new(0);

        public override async Task<SumResponse> Sum(IAsyncStreamReader<Number> requestStream, ServerCallContext context)
        {
            context.CancellationToken.UnsafeRegister(_ => callback(), null);
            Begun.Release();
            while (await requestStream.MoveNext(CancellationToken.None))
            {
                // Until the caller says that was all, or is gone.
            }

            return new SumResponse();
        }

        public override Task<EchoResponse> Echo(EchoRequest request, ServerCallContext context) => Task.FromResult(new EchoResponse());
    }
}
