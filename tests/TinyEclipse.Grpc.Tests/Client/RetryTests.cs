using System.Collections.Concurrent;
using System.Diagnostics;
using Grpc.Core;
using Grpc.Net.Client.Configuration;
using Grpc.Tests.Interop;
using static Grpc.Tests.Client.RetryCalls;

namespace Grpc.Tests.Client;

public sealed class RetryTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_call_is_tried_again_until_it_succeeds()
    {
        var previousAttempts = new ConcurrentQueue<string>();
        await using var server = await FailingServerAsync(failures: 2, http =>
            previousAttempts.Enqueue(http.Request.Headers["grpc-previous-rpc-attempts"].ToString()));
        using var channel = server.Channel(Retry());

        var response = await Echo(channel);

        Assert.Equal("hello", response.Text);
        Assert.Equal(["", "1", "2"], previousAttempts);
    }

    [Fact]
    public async Task Without_a_policy_a_call_is_made_once()
    {
        var attempts = 0;
        await using var server = await FailingServerAsync(failures: 1, _ => attempts++);
        using var channel = server.Channel();

        Assert.Equal(StatusCode.Unavailable, (await Echo(channel).FailureAsync()).StatusCode);
        Assert.Equal(1, attempts);
    }

    [Fact]
    public async Task A_status_that_is_not_named_is_final()
    {
        var attempts = 0;
        await using var server = await FailingServerAsync(failures: 9, _ => attempts++, StatusCode.InvalidArgument);
        using var channel = server.Channel(Retry());

        Assert.Equal(StatusCode.InvalidArgument, (await Echo(channel).FailureAsync()).StatusCode);
        Assert.Equal(1, attempts);
    }

    [Theory]
    [InlineData(3, 5, 3)]
    [InlineData(9, 5, 5)] // the channel allows fewer than the policy
    [InlineData(9, null, 9)]
    public async Task The_last_failure_is_told_when_the_attempts_are_used_up(int ofPolicy, int? ofChannel, int expected)
    {
        var attempts = 0;
        await using var server = await FailingServerAsync(failures: 99, _ => attempts++);
        using var channel = server.Channel(options =>
        {
            Retry(policy => policy.MaxAttempts = ofPolicy)(options);
            options.MaxRetryAttempts = ofChannel;
        });

        var failure = await Echo(channel).FailureAsync();

        Assert.Equal((StatusCode.Unavailable, $"failure {expected}"), (failure.StatusCode, failure.Status.Detail));
        Assert.Equal(expected, attempts);
    }

    [Fact]
    public async Task A_call_whose_response_has_begun_is_not_tried_again()
    {
        var attempts = 0;
        await using var server = await RawServer.StartAsync(async http =>
        {
            attempts++;
            http.Begin();
            await http.Response.StartAsync(http.RequestAborted);
            http.End(StatusCode.Unavailable);
        });
        using var channel = server.Channel(Retry());

        Assert.Equal(StatusCode.Unavailable, (await Echo(channel).FailureAsync()).StatusCode);
        Assert.Equal(1, attempts);
    }

    [Fact]
    public async Task The_server_says_when_to_come_back()
    {
        await using var server = await FailingServerAsync(failures: 1, http => http.Response.Headers["grpc-retry-pushback-ms"] = "300");
        using var channel = server.Channel(Retry());
        var watch = Stopwatch.StartNew();

        await Echo(channel);

        Assert.InRange(watch.ElapsedMilliseconds, 290, 10_000);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("never")]
    public async Task The_server_says_not_to_come_back(string pushback)
    {
        var attempts = 0;
        await using var server = await FailingServerAsync(failures: 1, http =>
        {
            attempts++;
            http.Response.Headers["grpc-retry-pushback-ms"] = pushback;
        });
        using var channel = server.Channel(Retry());

        await Echo(channel).FailureAsync();

        Assert.Equal(1, attempts);
    }

    [Fact]
    public async Task Retries_stop_while_most_calls_fail_and_resume_when_they_succeed()
    {
        var (attempts, healthy) = (0, false);
        await using var server = await RawServer.StartAsync(http =>
        {
            attempts++;
            if (healthy)
                return http.AnswerAsync("hello");
            http.EndAtOnce(StatusCode.Unavailable);
            return Task.CompletedTask;
        });
        using var channel = server.Channel(options =>
        {
            Retry(policy => policy.MaxAttempts = 2)(options);
            options.ServiceConfig!.RetryThrottling = new RetryThrottlingPolicy { MaxTokens = 4, TokenRatio = 1 };
        });

        await Echo(channel).FailureAsync(); // 4 tokens: 3 are left after the first failure, 2 after the second
        Assert.Equal(2, attempts);
        await Echo(channel).FailureAsync();
        Assert.Equal(3, attempts);

        healthy = true;
        await Echo(channel);
        await Echo(channel);
        await Echo(channel);
        healthy = false;
        attempts = 0;
        await Echo(channel).FailureAsync();
        Assert.Equal(2, attempts);
    }

    [Fact]
    public async Task The_deadline_holds_for_all_attempts_together()
    {
        await using var server = await FailingServerAsync(failures: 99, _ => { });
        using var channel = server.Channel(Retry(policy => policy.InitialBackoff = policy.MaxBackoff = TimeSpan.FromMinutes(1)));
        var client = new Interop.InteropService.InteropServiceClient(channel);

        var failure = await client.EchoAsync(
            new EchoRequest(), deadline: DateTime.UtcNow.AddMilliseconds(300), cancellationToken: Token).FailureAsync();

        Assert.Equal(StatusCode.DeadlineExceeded, failure.StatusCode);
    }

    [Fact]
    public async Task A_call_may_wait_for_its_server_to_come()
    {
        var gone = await RawServer.StartAsync(_ => Task.CompletedTask);
        var port = gone.Address.Port;
        using var channel = gone.Channel();
        await gone.DisposeAsync();
        var calls = new Interop.InteropService.InteropServiceClient(channel);
        var options = new CallOptions(deadline: DateTime.UtcNow.AddSeconds(20), cancellationToken: Token).WithWaitForReady();
        using var call = calls.Sum(options);
        var writing = call.RequestStream.WriteAsync(new Number { Value = 5 }, Token);

        await Task.Delay(300, Token);
        Assert.False(call.ResponseAsync.IsCompleted);
        await using var server = await RawServer.StartAsync(
            async http =>
            {
                var number = await http.ReadAsync(Number.Parser);
                http.Begin();
                await http.WriteAsync(new SumResponse { Sum = number!.Value });
                http.End(StatusCode.OK);
            },
            port: port);

        await writing;
        await call.RequestStream.CompleteAsync();
        Assert.Equal(5, (await call).Sum);
    }
}
