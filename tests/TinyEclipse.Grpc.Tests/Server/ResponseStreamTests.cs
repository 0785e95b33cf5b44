using Grpc.Core;
using Grpc.Tests.Interop;
using Microsoft.Extensions.DependencyInjection;

namespace Grpc.Tests.Server;

public sealed class ResponseStreamTests
{
    [Fact]
    public async Task A_message_with_a_buffer_hint_arrives_at_the_latest_with_the_status()
    {
        var response = await CallAsync(async (responses, _) =>
        {
            responses.WriteOptions = new WriteOptions(WriteFlags.BufferHint);
            await responses.WriteAsync(new Number { Value = 1 });
            await responses.WriteAsync(new Number { Value = 2 });
        });

        Assert.Equal((2, "0"), (response.Frames.Count, response.Status));
    }

    [Fact]
    public async Task Single_messages_can_be_left_uncompressed()
    {
        var response = await CallAsync(async (responses, _) =>
        {
            await responses.WriteAsync(new Number { Value = 1 });
            responses.WriteOptions = new WriteOptions(WriteFlags.NoCompress);
            await responses.WriteAsync(new Number { Value = 2 });
        });

        Assert.Equal([1, 0], response.Frames.Select(frame => frame.Flags));
    }

    [Fact]
    public async Task Headers_can_be_sent_once()
    {
        var response = await CallAsync(async (_, context) =>
        {
            await context.WriteResponseHeadersAsync(new Metadata { { "first", "1" } });
            await Assert.ThrowsAsync<InvalidOperationException>(() => context.WriteResponseHeadersAsync([]));
        });

        Assert.Equal(("1", "0"), (response.Headers["first"], response.Status));
    }

    [Fact]
    public async Task Headers_cannot_follow_a_message()
    {
        var response = await CallAsync(async (responses, context) =>
        {
            await responses.WriteAsync(new Number());
            await Assert.ThrowsAsync<InvalidOperationException>(() => context.WriteResponseHeadersAsync([]));
        });

        Assert.Equal("0", response.Status);
    }

    [Fact]
    public async Task A_write_must_be_awaited_before_the_next()
    {
        var response = await CallAsync(async (responses, _) =>
        {
            var first = responses.WriteAsync(Number.Parser.ParseFrom(MessageTests.OfSize(20_000_000)));
            Assert.False(first.IsCompleted, "the message should be larger than what the connection takes at once");
            await Assert.ThrowsAsync<InvalidOperationException>(() => responses.WriteAsync(new Number()));
            await first;
        });

        Assert.Equal((1, "0"), (response.Frames.Count, response.Status));
    }

    [Fact]
    public async Task Nothing_can_be_written_after_the_call()
    {
        IServerStreamWriter<Number>? kept = null;
        await CallAsync((responses, _) =>
        {
            kept = responses;
            return Task.CompletedTask;
        });

        await Assert.ThrowsAsync<OperationCanceledException>(() => kept!.WriteAsync(new Number()));
    }

    [Fact]
    public async Task A_write_can_be_cancelled_by_itself()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        var response = await CallAsync(async (responses, _) =>
        {
            await Assert.ThrowsAsync<OperationCanceledException>(() => responses.WriteAsync(new Number { Value = 1 }, cancelled.Token));
            await responses.WriteAsync(new Number { Value = 2 });
        });

        Assert.Equal((1, "0"), (response.Frames.Count, response.Status));
    }

    private static async Task<RawResponse> CallAsync(Func<IServerStreamWriter<Number>, ServerCallContext, Task> serve)
    {
        await using var server = await InteropServer.StartAsync<ServiceOfTheTest>(
            options => options.ResponseCompressionAlgorithm = "gzip",
            (services, _) => services.AddSingleton(new ServiceOfTheTest(serve)));
        return await server.Http2.CallAsync("Count", new CountRequest(), ("grpc-accept-encoding", "gzip"));
    }

    private sealed class ServiceOfTheTest(Func<IServerStreamWriter<Number>, ServerCallContext, Task> serve)
        : Interop.InteropService.InteropServiceBase
    {
        public override Task Count(CountRequest request, IServerStreamWriter<Number> responseStream, ServerCallContext context) =>
            serve(responseStream, context);
    }
}
