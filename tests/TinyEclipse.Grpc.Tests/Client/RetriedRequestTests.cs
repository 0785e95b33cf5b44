using System.Collections.Concurrent;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Tests.Interop;
using static Grpc.Tests.Client.RetryCalls;

namespace Grpc.Tests.Client;

/// <summary>What of a request is kept, to be sent again.</summary>
public sealed class RetriedRequestTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_stream_is_sent_again_from_its_beginning()
    {
        var attempts = 0;
        var received = new ConcurrentQueue<long>();
        await using var server = await RawServer.StartAsync(async http =>
        {
            var attempt = ++attempts;
            var readAtMost = attempt == 3 ? int.MaxValue : attempt; // The first attempt ends after one message, the second after two.
            for (var i = 0; i < readAtMost && await http.ReadAsync(Number.Parser) is { } number; i++)
            {
                if (attempt == 3)
                    received.Enqueue(number.Value);
            }

            if (attempt < 3)
            {
                http.EndAtOnce(StatusCode.Unavailable);
                return;
            }

            http.Begin();
            await http.WriteAsync(new SumResponse { Sum = received.Sum() });
            http.End(StatusCode.OK);
        });
        using var channel = server.Channel(Retry());
        using var call = new Interop.InteropService.InteropServiceClient(channel).Sum(cancellationToken: Token);

        for (var value = 1; value <= 20; value++)
        {
            await call.RequestStream.WriteAsync(new Number { Value = value }, Token);
            await Task.Delay(5, Token);
        }

        await call.RequestStream.CompleteAsync();

        Assert.Equal(210, (await call).Sum);
        Assert.Equal(Enumerable.Range(1, 20).Select(value => (long)value), received);
    }

    [Fact]
    public async Task A_conversation_is_begun_again()
    {
        var attempts = 0;
        await using var server = await RawServer.StartAsync(async http =>
        {
            var first = await http.ReadAsync(ChatMessage.Parser);
            if (++attempts < 3)
            {
                http.EndAtOnce(StatusCode.Unavailable);
                return;
            }

            http.Begin();
            await http.WriteAsync(first!);
            while (await http.ReadAsync(ChatMessage.Parser) is { } message)
                await http.WriteAsync(message);
            http.End(StatusCode.OK);
        });
        using var channel = server.Channel(Retry());
        using var call = new Interop.InteropService.InteropServiceClient(channel).Chat(cancellationToken: Token);

        foreach (var text in new[] { "one", "two" })
        {
            await call.RequestStream.WriteAsync(new ChatMessage { Text = text }, Token);
            Assert.True(await call.ResponseStream.MoveNext(Token));
            Assert.Equal(text, call.ResponseStream.Current.Text);
        }

        await call.RequestStream.CompleteAsync();
        Assert.False(await call.ResponseStream.MoveNext(Token));
        Assert.Equal(3, attempts);
    }

    [Theory]
    [InlineData(1000, null)]
    [InlineData(null, 1000)]
    public async Task A_call_too_large_to_keep_is_made_once(int? ofCall, int? ofChannel)
    {
        var attempts = 0;
        await using var server = await FailingServerAsync(failures: 1, _ => attempts++);
        using var channel = server.Channel(options =>
        {
            Retry()(options);
            options.MaxRetryBufferPerCallSize = ofCall;
            options.MaxRetryBufferSize = ofChannel;
        });
        var client = new Interop.InteropService.InteropServiceClient(channel);
        var large = new EchoRequest { Payload = ByteString.CopyFrom(new byte[1001]) };

        await client.EchoAsync(large, cancellationToken: Token).FailureAsync();
        Assert.Equal(1, attempts);
    }

    [Fact]
    public async Task What_calls_keep_is_given_back_when_they_end()
    {
        await using var server = await FailingServerAsync(failures: 1, _ => { });
        using var channel = server.Channel(options =>
        {
            Retry()(options);
            options.MaxRetryBufferSize = 100;
        });

        for (var i = 0; i < 50; i++)
            await Echo(channel);
        using var call = new Interop.InteropService.InteropServiceClient(channel).Sum(cancellationToken: Token);
        await call.RequestStream.WriteAsync(new Number { Value = 1 }, Token);
        call.Dispose();

        Assert.True(channel.RetryBuffer.TryReserve(100, 0));
    }
}
