using Grpc.Core;
using Grpc.Net.Client.Configuration;
using Grpc.Tests.Interop;

namespace Grpc.Tests.Client;

/// <summary>The HTTP stack sends a request again by itself when the server let it know that it took nothing of it.</summary>
public sealed class LostConnectionTests(ServerFixture fixture)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5)]
    public async Task Messages_that_are_kept_are_sent_again(int messagesBeforeLoss)
    {
        var policy = new RetryPolicy
        {
            MaxAttempts = 2,
            InitialBackoff = TimeSpan.FromMilliseconds(1),
            MaxBackoff = TimeSpan.FromMilliseconds(1),
            BackoffMultiplier = 1,
            RetryableStatusCodes = { StatusCode.Aborted },
        };
        var client = fixture.ClientWith(options =>
        {
            options.HttpHandler = new LosingHandler(messagesBeforeLoss);
            options.ServiceConfig = new ServiceConfig { MethodConfigs = { new MethodConfig { Names = { MethodName.Default }, RetryPolicy = policy } } };
        });

        Assert.Equal(55, await SumAsync(client));
    }

    [Fact]
    public async Task A_stream_of_which_nothing_was_sent_begins_again() =>
        Assert.Equal(55, await SumAsync(fixture.ClientWith(options => options.HttpHandler = new LosingHandler(messagesBeforeLoss: 0, loseBeforeMessages: true))));

    [Fact]
    public async Task Messages_that_are_not_kept_are_not_lost_in_silence()
    {
        var client = fixture.ClientWith(options => options.HttpHandler = new LosingHandler(messagesBeforeLoss: 3));

        var failure = await Assert.ThrowsAsync<RpcException>(() => SumAsync(client));

        Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
    }

    [Fact]
    public async Task A_single_message_is_sent_again()
    {
        var client = fixture.ClientWith(options => options.HttpHandler = new LosingHandler(messagesBeforeLoss: 0));

        Assert.Equal("hello", (await client.EchoAsync(new EchoRequest { Text = "hello" }, cancellationToken: Token)).Text);
    }

    private static async Task<long> SumAsync(Interop.InteropService.InteropServiceClient client)
    {
        using var call = client.Sum(cancellationToken: Token);
        for (var value = 1; value <= 10; value++)
            await call.RequestStream.WriteAsync(new Number { Value = value }, Token);
        await call.RequestStream.CompleteAsync();
        return (await call).Sum;
    }

    /// <summary>Sends every request twice: at first into a connection that is lost.</summary>
    private sealed class LosingHandler(int messagesBeforeLoss, bool loseBeforeMessages = false) : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var lost = new LostStream(messagesBeforeLoss, loseBeforeMessages);
            var copying = request.Content!.CopyToAsync(lost, cancellationToken);
            await lost.IsLost.WaitAsync(TimeSpan.FromSeconds(10), cancellationToken);
            var response = await base.SendAsync(request, cancellationToken);
            await copying.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return response;
        }
    }

    private sealed class LostStream(int messagesBeforeLoss, bool loseBeforeMessages) : MemoryStream
    {
        private readonly TaskCompletionSource _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _messages;

        public Task IsLost => _lost.Task;

        public override Task FlushAsync(CancellationToken cancellationToken) => loseBeforeMessages ? LoseAsync() : Task.CompletedTask;

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            ++_messages > messagesBeforeLoss ? new ValueTask(LoseAsync()) : ValueTask.CompletedTask;

        private Task LoseAsync()
        {
            _lost.TrySetResult();
            return Task.FromException(new IOException("The connection is gone."));
        }
    }
}
