using System.Diagnostics;
using Google.Protobuf.WellKnownTypes;
using Grpc.Tests.Interop;

namespace Grpc.Tests.Server;

public sealed class ShutdownTests
{
    [Fact]
    public async Task A_stream_ends_when_the_server_stops()
    {
        await using var server = await InteropServer.StartAsync();
        await using var chat = await DuplexCall.OpenAsync(server.Http2, "Chat");
        await chat.WriteAsync(new ChatMessage { Text = "hello" });
        await chat.ReadAsync(ChatMessage.Parser);
        var reading = chat.ReadToEndAsync();
        var started = Stopwatch.GetTimestamp();

        await server.StopAsync(TestContext.Current.CancellationToken);

        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(10));
        var rest = await reading;
        Assert.Equal(("14", "The server is shutting down."), (rest.Status, rest.Message));
    }

    [Fact]
    public async Task A_unary_call_is_let_finish()
    {
        await using var server = await InteropServer.StartAsync();
        var call = server.Http2.CallAsync("Wait", new WaitRequest { Name = "wait", Duration = Duration.FromTimeSpan(TimeSpan.FromSeconds(1)) });
        await server.Interop.HasBegunAsync("wait").WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        await server.StopAsync(TestContext.Current.CancellationToken);

        Assert.Equal("0", (await call).Status);
    }
}
