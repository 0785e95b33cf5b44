using Google.Protobuf;
using Grpc.Core;
using Grpc.Tests.Interop;

namespace Grpc.Tests.Client;

public sealed class CallTests(ServerFixture fixture)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4096)]
    [InlineData(3_000_000)]
    public async Task A_unary_call_brings_its_message_there_and_back(int size)
    {
        var payload = new byte[size];
        new Random(size).NextBytes(payload);

        var response = await fixture.Client.EchoAsync(new EchoRequest { Text = "é €", Payload = ByteString.CopyFrom(payload) }, cancellationToken: Token);

        Assert.Equal("é €", response.Text);
        Assert.True(response.Payload.Span.SequenceEqual(payload));
    }

    [Fact]
    public void A_blocking_call_returns_the_response() =>
        Assert.Equal("now", fixture.Client.Echo(new EchoRequest { Text = "now" }, cancellationToken: Token).Text);

    [Fact]
    public void A_blocking_call_throws_the_status()
    {
        var failure = Assert.Throws<RpcException>(() =>
            fixture.Client.Fail(new FailRequest { Code = (int)StatusCode.NotFound, Message = "no such thing" }, cancellationToken: Token));

        Assert.Equal((StatusCode.NotFound, "no such thing"), (failure.StatusCode, failure.Status.Detail));
    }

    [Fact]
    public async Task A_response_stream_is_read_to_its_end()
    {
        using var call = fixture.Client.Count(new CountRequest { To = 500 }, cancellationToken: Token);

        var values = await call.ResponseStream.ReadAllAsync(Token).Select(number => number.Value).ToListAsync(Token);

        Assert.Equal(Enumerable.Range(1, 500).Select(value => (long)value), values);
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
        Assert.False(await call.ResponseStream.MoveNext(Token));
    }

    [Fact]
    public async Task A_response_stream_may_be_empty()
    {
        using var call = fixture.Client.Count(new CountRequest(), cancellationToken: Token);
        Assert.False(await call.ResponseStream.MoveNext(Token));
    }

    [Fact]
    public async Task A_stream_that_fails_delivers_first_what_came_before()
    {
        using var call = fixture.Client.Count(new CountRequest { To = 9, FailAfter = 3 }, cancellationToken: Token);
        for (var value = 1; value <= 3; value++)
        {
            Assert.True(await call.ResponseStream.MoveNext(Token));
            Assert.Equal(value, call.ResponseStream.Current.Value);
        }

        var failure = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(Token));

        Assert.Equal(StatusCode.Aborted, failure.StatusCode);
        Assert.Equal(StatusCode.Aborted, call.GetStatus().StatusCode);
        await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(Token));
    }

    [Fact]
    public async Task A_request_stream_has_one_response()
    {
        using var call = fixture.Client.Sum(cancellationToken: Token);
        for (var value = 1; value <= 100; value++)
            await call.RequestStream.WriteAsync(new Number { Value = value }, Token);
        await call.RequestStream.CompleteAsync();

        Assert.Equal(5050, (await call).Sum);
    }

    [Fact]
    public async Task A_request_stream_may_be_empty()
    {
        using var call = fixture.Client.Sum(cancellationToken: Token);
        await call.RequestStream.CompleteAsync();

        Assert.Equal(0, (await call).Count);
    }

    [Fact]
    public async Task A_buffered_message_is_sent_with_the_next_one()
    {
        using var call = fixture.Client.Sum(cancellationToken: Token);
        call.RequestStream.WriteOptions = new WriteOptions(WriteFlags.BufferHint);
        await call.RequestStream.WriteAsync(new Number { Value = 40 }, Token);
        call.RequestStream.WriteOptions = null;
        await call.RequestStream.WriteAsync(new Number { Value = 2 }, Token);
        await call.RequestStream.CompleteAsync();

        Assert.Equal(42, (await call).Sum);
    }

    [Fact]
    public async Task A_conversation_takes_turns()
    {
        using var call = fixture.Client.Chat(cancellationToken: Token);
        foreach (var text in new[] { "one", "two", "three" })
        {
            await call.RequestStream.WriteAsync(new ChatMessage { Text = text }, Token);
            Assert.True(await call.ResponseStream.MoveNext(Token));
            Assert.Equal(text, call.ResponseStream.Current.Text);
        }

        await call.RequestStream.CompleteAsync();
        Assert.False(await call.ResponseStream.MoveNext(Token));
    }

    [Fact]
    public async Task Both_sides_of_a_conversation_may_speak_at_once()
    {
        using var call = fixture.Client.Chat(cancellationToken: Token);
        var payload = ByteString.CopyFrom(new byte[1000]);
        var writing = Task.Run(
            async () =>
            {
                for (var i = 0; i < 1000; i++)
                    await call.RequestStream.WriteAsync(new ChatMessage { Text = $"{i}", Payload = payload }, Token);
                await call.RequestStream.CompleteAsync();
            },
            Token);

        var texts = await call.ResponseStream.ReadAllAsync(Token).Select(message => message.Text).ToListAsync(Token);

        await writing;
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => $"{i}"), texts);
    }

    [Fact]
    public async Task Many_calls_share_a_channel()
    {
        var calls = Enumerable.Range(0, 300).Select(async i =>
            (await fixture.Client.EchoAsync(new EchoRequest { Text = $"{i}" }, cancellationToken: Token)).Text == $"{i}");

        Assert.All(await Task.WhenAll(calls), Assert.True);
    }

    [Fact]
    public async Task A_method_without_implementation_says_so()
    {
        var client = new UnimplementedService.UnimplementedServiceClient(fixture.Channel);

        var failure = await client.NothingAsync(new(), cancellationToken: Token).FailureAsync();

        Assert.Equal(StatusCode.Unimplemented, failure.StatusCode);
    }

    [Fact]
    public async Task A_completed_request_stream_takes_no_message()
    {
        using var call = fixture.Client.Chat(cancellationToken: Token);
        await call.RequestStream.CompleteAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(() => call.RequestStream.WriteAsync(new ChatMessage(), Token));
    }

    [Fact]
    public async Task After_the_server_has_hung_up_nothing_can_be_written()
    {
        using var call = fixture.Client.Chat(cancellationToken: Token);
        await call.RequestStream.WriteAsync(new ChatMessage { Text = "bye" }, Token);
        Assert.True(await call.ResponseStream.MoveNext(Token));
        Assert.False(await call.ResponseStream.MoveNext(Token));

        await Assert.ThrowsAsync<InvalidOperationException>(() => call.RequestStream.WriteAsync(new ChatMessage(), Token));
    }

    [Fact]
    public async Task After_a_failure_a_write_tells_it()
    {
        using var call = fixture.Client.Chat(cancellationToken: Token);
        await call.RequestStream.WriteAsync(new ChatMessage { Text = "fail" }, Token);
        await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(Token));

        var failure = await Assert.ThrowsAsync<RpcException>(() => call.RequestStream.WriteAsync(new ChatMessage(), Token));

        Assert.Equal(StatusCode.Aborted, failure.StatusCode);
    }

    [Fact]
    public async Task A_server_that_refuses_a_request_stream_stops_its_writer()
    {
        await using var server = await RawServer.StartAsync(http =>
        {
            http.EndAtOnce(StatusCode.PermissionDenied, "not you");
            return Task.CompletedTask;
        });
        using var channel = server.Channel();
        using var call = new Interop.InteropService.InteropServiceClient(channel).Sum(cancellationToken: Token);

        var failure = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            while (true)
                await call.RequestStream.WriteAsync(new Number { Value = 1 }, Token);
        });

        Assert.Equal(StatusCode.PermissionDenied, failure.StatusCode);
        Assert.Equal(StatusCode.PermissionDenied, (await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync)).StatusCode);
    }

    [Fact]
    public async Task One_message_is_written_and_one_read_at_a_time()
    {
        await using var server = await RawServer.StartAsync(http => Task.Delay(Timeout.Infinite, http.RequestAborted));
        using var channel = server.Channel();
        using var call = new Interop.InteropService.InteropServiceClient(channel).Chat(cancellationToken: Token);
        var reading = call.ResponseStream.MoveNext(Token);
        var writing = call.RequestStream.WriteAsync(new ChatMessage { Payload = ByteString.CopyFrom(new byte[4_000_000]) }, Token);

        await Assert.ThrowsAsync<InvalidOperationException>(() => call.ResponseStream.MoveNext(Token));
        await Assert.ThrowsAsync<InvalidOperationException>(() => call.RequestStream.WriteAsync(new ChatMessage(), Token));

        call.Dispose();
        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(() => reading)).StatusCode);
        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(() => writing)).StatusCode);
    }
}
