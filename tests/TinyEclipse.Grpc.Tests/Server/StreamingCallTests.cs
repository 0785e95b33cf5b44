using Grpc.Tests.Interop;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Grpc.Tests.Server;

public sealed class StreamingCallTests
{
    [Fact]
    public async Task A_server_stream_sends_a_frame_per_message()
    {
        await using var server = await InteropServer.StartAsync();

        var response = await server.Http2.CallAsync("Count", new CountRequest { To = 3 });

        Assert.Equal([1, 2, 3], response.Frames.Select(frame => Number.Parser.ParseFrom(frame.Payload).Value));
        Assert.Equal("0", response.Trailers["grpc-status"]);
    }

    [Fact]
    public async Task A_server_stream_without_messages_is_trailers_only()
    {
        await using var server = await InteropServer.StartAsync();

        var response = await server.Http2.CallAsync("Count", new CountRequest());

        Assert.True(response.IsTrailersOnly);
        Assert.Equal(("0", "0"), (response.Status, response.Headers["content-length"]));
    }

    [Fact]
    public async Task A_client_stream_is_read_to_its_end()
    {
        await using var server = await InteropServer.StartAsync();

        var response = await server.Http2.CallAsync(
            "Sum", [.. Enumerable.Range(1, 100).SelectMany(value => RawClient.Frame(new Number { Value = value }))]);

        Assert.Equal(new SumResponse { Sum = 5050, Count = 100 }, response.OnlyMessage(SumResponse.Parser));
    }

    [Fact]
    public async Task A_duplex_stream_answers_before_the_request_ends()
    {
        await using var server = await InteropServer.StartAsync();
        await using var chat = await DuplexCall.OpenAsync(server.Http2, "Chat");

        await chat.WriteAsync(new ChatMessage { Text = "one" });
        Assert.Equal("one", (await chat.ReadAsync(ChatMessage.Parser)).Text);
        await chat.WriteAsync(new ChatMessage { Text = "two" });
        Assert.Equal("two", (await chat.ReadAsync(ChatMessage.Parser)).Text);
        chat.Complete();

        var rest = await chat.ReadToEndAsync();
        Assert.Equal((0, "0"), (rest.Body.Length, rest.Trailers["grpc-status"]));
    }

    [Theory]
    [InlineData("Sum")]
    [InlineData("Chat")]
    public async Task A_request_stream_may_be_silent_for_longer_than_a_request_of_http(string method)
    {
        await using var server = await InteropServer.StartAsync(services: (services, _) => services.Configure<KestrelServerOptions>(
            kestrel => kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(1_000_000, TimeSpan.FromSeconds(1.5))));
        await using var call = await DuplexCall.OpenAsync(server.Http2, method);

        await call.WriteAsync(RawClient.Frame([]));
        await Task.Delay(TimeSpan.FromSeconds(4), TestContext.Current.CancellationToken);
        await call.WriteAsync(RawClient.Frame([]));
        call.Complete();

        Assert.Equal("0", (await call.ReadToEndAsync()).Status);
    }
}
