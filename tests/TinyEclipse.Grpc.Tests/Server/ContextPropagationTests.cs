using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Tests.Interop;
using Microsoft.Extensions.DependencyInjection;
using InteropClient = Grpc.Tests.Interop.InteropService.InteropServiceClient;

namespace Grpc.Tests.Server;

public sealed class ContextPropagationTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_call_that_a_service_makes_has_the_deadline_of_the_call_it_serves()
    {
        await using var behind = await InteropServer.StartAsync();
        await using var front = await StartFrontAsync(behind);

        var response = await front.Http2.CallAsync("Echo", new EchoRequest(), ("grpc-timeout", "50S"));

        var deadline = response.OnlyMessage(EchoResponse.Parser).Deadline.ToDateTime();
        Assert.InRange(deadline - DateTime.UtcNow, TimeSpan.FromSeconds(40), TimeSpan.FromSeconds(51));
    }

    [Fact]
    public async Task And_ends_with_it()
    {
        await using var behind = await InteropServer.StartAsync();
        await using var front = await StartFrontAsync(behind);
        using var giveUp = new CancellationTokenSource();
        using var content = new ByteArrayContent(
            RawClient.Frame(new WaitRequest { Name = "behind", Duration = Duration.FromTimeSpan(TimeSpan.FromMinutes(1)) }));
        var call = front.Http2.OpenAsync($"/{RawClient.Service}/Wait", content, "application/grpc", giveUp: giveUp);
        await behind.Interop.HasBegunAsync("behind").WaitAsync(Patience, TestContext.Current.CancellationToken);

        await giveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await behind.Interop.WasCancelledAsync("behind").WaitAsync(Patience, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Outside_of_a_served_call_there_is_nothing_to_hand_on()
    {
        await using var behind = await InteropServer.StartAsync();
        await using var strict = await StartFrontAsync(behind);
        await using var lax = await StartFrontAsync(behind, suppress: true);

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(async () => await EchoAsync(strict));
        var answer = await EchoAsync(lax);

        Assert.Contains("/tests.interop.v1.InteropService/Echo", refused.Message, StringComparison.Ordinal);
        Assert.Equal("hello", answer.Text);
    }

    private static AsyncUnaryCall<EchoResponse> EchoAsync(InteropServer server) => server.Services.GetRequiredService<InteropClient>()
        .EchoAsync(new EchoRequest { Text = "hello" }, cancellationToken: TestContext.Current.CancellationToken);

    private static Task<InteropServer> StartFrontAsync(InteropServer behind, bool suppress = false) => InteropServer.StartAsync<FrontService>(
        services: (services, _) => services
            .AddGrpcClient<InteropClient>(options => options.Address = behind.Http2Address)
            .EnableCallContextPropagation(options => options.SuppressContextNotFoundErrors = suppress));

    private sealed class FrontService(InteropClient behind) : Interop.InteropService.InteropServiceBase
    {
#pragma warning disable MA0040 // That the token need not be handed on by hand is what is tested.
        public override async Task<EchoResponse> Echo(EchoRequest request, ServerCallContext context) => await behind.EchoAsync(request);

        public override async Task<Empty> Wait(WaitRequest request, ServerCallContext context) => await behind.WaitAsync(request);
#pragma warning restore MA0040
    }
}
