using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Tests.Interop;

namespace Grpc.Tests.Client;

public sealed class CancellationTests(ServerFixture fixture)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_cancelled_call_ends_here_and_there()
    {
        using var cancellation = new CancellationTokenSource();
        var request = Wait();
        using var call = fixture.Client.WaitAsync(request, cancellationToken: cancellation.Token);
        await fixture.Server.Interop.HasBegunAsync(request.Name).WaitAsync(Patience, Token);

        await cancellation.CancelAsync();

        Assert.Equal(StatusCode.Cancelled, (await call.FailureAsync()).StatusCode);
        await fixture.Server.Interop.WasCancelledAsync(request.Name).WaitAsync(Patience, Token);
    }

    [Fact]
    public async Task A_disposed_call_ends_here_and_there()
    {
        var request = Wait();
        var call = fixture.Client.WaitAsync(request, cancellationToken: Token);
        await fixture.Server.Interop.HasBegunAsync(request.Name).WaitAsync(Patience, Token);

        call.Dispose();

        Assert.Equal(StatusCode.Cancelled, (await call.FailureAsync()).StatusCode);
        Assert.Equal(StatusCode.Cancelled, call.GetStatus().StatusCode);
        await fixture.Server.Interop.WasCancelledAsync(request.Name).WaitAsync(Patience, Token);
    }

    [Fact]
    public async Task The_calls_of_a_disposed_channel_end()
    {
        var request = Wait();
        var channel = fixture.OpenChannel(_ => { });
        using var call = new Interop.InteropService.InteropServiceClient(channel).WaitAsync(request, cancellationToken: Token);
        await fixture.Server.Interop.HasBegunAsync(request.Name).WaitAsync(Patience, Token);

        await channel.ShutdownAsync();

        Assert.Equal(StatusCode.Cancelled, (await call.FailureAsync()).StatusCode);
        await fixture.Server.Interop.WasCancelledAsync(request.Name).WaitAsync(Patience, Token);
        Assert.Throws<ObjectDisposedException>(() => channel.CreateCallInvoker());
    }

    [Fact]
    public async Task A_cancelled_token_makes_no_call()
    {
        using var call = fixture.Client.EchoAsync(new EchoRequest(), cancellationToken: new CancellationToken(canceled: true));

        Assert.Equal(StatusCode.Cancelled, (await call.FailureAsync()).StatusCode);
    }

    [Fact]
    public async Task The_server_learns_that_a_stream_was_cancelled_which_nobody_reads()
    {
        var aborted = new TaskCompletionSource();
        await using var server = await RawServer.StartAsync(async http =>
        {
            using var registration = http.RequestAborted.Register(() => aborted.TrySetResult());
            http.Begin();
            await http.WriteAsync(new Number { Value = 1 });
            await http.Response.Body.FlushAsync(http.RequestAborted);
            await aborted.Task;
        });
        using var channel = server.Channel();
        using var cancellation = new CancellationTokenSource();
        using var call = new Interop.InteropService.InteropServiceClient(channel).Count(new CountRequest(), cancellationToken: cancellation.Token);
        Assert.True(await call.ResponseStream.MoveNext(Token));

        await cancellation.CancelAsync();

        await aborted.Task.WaitAsync(Patience, Token);
        Assert.Equal(StatusCode.Cancelled, call.GetStatus().StatusCode);
    }

    [Fact]
    public async Task Cancelling_a_read_cancels_the_call()
    {
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        using var call = fixture.Client.Chat(cancellationToken: Token);

        var failure = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(cancellation.Token));

        Assert.Equal(StatusCode.Cancelled, failure.StatusCode);
        Assert.Equal(StatusCode.Cancelled, call.GetStatus().StatusCode);
    }

    [Fact]
    public async Task A_token_that_fires_after_the_end_changes_nothing()
    {
        using var cancellation = new CancellationTokenSource();
        using var call = fixture.Client.EchoAsync(new EchoRequest(), cancellationToken: cancellation.Token);
        await call;

        await cancellation.CancelAsync();
        call.Dispose();

        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
    }

    [Fact]
    public async Task The_deadline_reaches_the_server()
    {
        var deadline = DateTime.UtcNow.AddSeconds(20);

        var response = await fixture.Client.EchoAsync(new EchoRequest(), deadline: deadline, cancellationToken: Token);

        Assert.InRange(response.Deadline.ToDateTime(), deadline.AddSeconds(-5), deadline.AddSeconds(5));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("9999-12-31T23:59:59.9999999")]
    public async Task Without_a_deadline_the_server_sees_none(string? text)
    {
        DateTime? deadline = text is null ? null : DateTime.MaxValue;

        var response = await fixture.Client.EchoAsync(new EchoRequest(), deadline: deadline, cancellationToken: Token);

        Assert.Null(response.Deadline);
    }

    [Fact]
    public async Task A_call_ends_at_its_deadline_here_and_there()
    {
        WaitRequest request;
        var deadline = TimeSpan.FromMilliseconds(100);
        do
        {
            request = Wait();
            deadline *= 2; // On a busy machine it may pass before the server has heard of the call.
            var failure = await fixture.Client.WaitAsync(request, deadline: DateTime.UtcNow + deadline, cancellationToken: Token).FailureAsync();
            Assert.Equal(StatusCode.DeadlineExceeded, failure.StatusCode);
        }
        while (!fixture.Server.Interop.HasBegunAsync(request.Name).IsCompleted);

        await fixture.Server.Interop.WasCancelledAsync(request.Name).WaitAsync(Patience, Token);
    }

    [Fact]
    public async Task The_client_keeps_the_deadline_of_a_server_that_does_not()
    {
        await using var server = await RawServer.StartAsync(http => Task.Delay(Timeout.Infinite, http.RequestAborted));
        using var channel = server.Channel();
        using var call = new Interop.InteropService.InteropServiceClient(channel).Count(
            new CountRequest(), deadline: DateTime.UtcNow.AddMilliseconds(100), cancellationToken: Token);

        var failure = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(Token));

        Assert.Equal(StatusCode.DeadlineExceeded, failure.StatusCode);
    }

    [Fact]
    public async Task A_deadline_that_has_passed_makes_no_call()
    {
        var calls = 0;
        await using var server = await RawServer.StartAsync(http =>
        {
            Interlocked.Increment(ref calls);
            return http.AnswerAsync("");
        });
        using var channel = server.Channel();

        var failure = await new Interop.InteropService.InteropServiceClient(channel).EchoAsync(
            new EchoRequest(), deadline: DateTime.UtcNow.AddSeconds(-1), cancellationToken: Token).FailureAsync();

        Assert.Equal((StatusCode.DeadlineExceeded, 0), (failure.StatusCode, calls));
    }

    [Fact]
    public void A_deadline_must_be_in_utc() =>
        Assert.Throws<InvalidOperationException>(() =>
        {
            using var call = fixture.Client.EchoAsync(new EchoRequest(), deadline: DateTime.Now.AddHours(1), cancellationToken: Token);
        });

    [Fact]
    public async Task A_caller_may_prefer_the_exception_that_cancellation_has_elsewhere()
    {
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        var client = fixture.ClientWith(options => options.ThrowOperationCanceledOnCancellation = true);
        using var cancelled = client.WaitAsync(Wait(), cancellationToken: cancellation.Token);
        using var late = client.WaitAsync(Wait(), deadline: DateTime.UtcNow.AddMilliseconds(100), cancellationToken: Token);
        using var refused = client.FailAsync(new FailRequest { Code = (int)StatusCode.Cancelled }, cancellationToken: Token);

        var exception = await Assert.ThrowsAsync<OperationCanceledException>(() => cancelled.ResponseAsync);
        Assert.Equal(cancellation.Token, exception.CancellationToken);
        Assert.Equal(StatusCode.Cancelled, Assert.IsType<RpcException>(exception.InnerException).StatusCode);
        await Assert.ThrowsAsync<OperationCanceledException>(() => late.ResponseAsync);
        await refused.FailureAsync(); // It was the server that gave up.
    }

    private static WaitRequest Wait() => new() { Duration = Duration.FromTimeSpan(TimeSpan.FromMinutes(5)), Name = Guid.NewGuid().ToString() };
}
