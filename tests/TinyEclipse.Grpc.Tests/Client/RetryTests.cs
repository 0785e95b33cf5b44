using System.Collections.Concurrent;
using System.Diagnostics;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Configuration;
using Grpc.Tests.Interop;
using Microsoft.AspNetCore.Http;

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

    private static AsyncUnaryCall<EchoResponse> Echo(GrpcChannel channel) =>
        new Interop.InteropService.InteropServiceClient(channel).EchoAsync(new EchoRequest { Text = "hello" }, cancellationToken: Token);

    private static Task<RawServer> FailingServerAsync(int failures, Action<HttpContext> see, StatusCode status = StatusCode.Unavailable)
    {
        var attempts = 0;
        return RawServer.StartAsync(async http =>
        {
            see(http);
            var request = await http.ReadAsync(EchoRequest.Parser);
            if (++attempts <= failures)
                http.EndAtOnce(status, $"failure {attempts}");
            else
                await http.AnswerAsync(request!.Text);
        });
    }

    private static Action<GrpcChannelOptions> Retry(Action<RetryPolicy>? change = null) =>
        options =>
        {
            var policy = new RetryPolicy
            {
                MaxAttempts = 4,
                InitialBackoff = TimeSpan.FromMilliseconds(1),
                MaxBackoff = TimeSpan.FromMilliseconds(5),
                BackoffMultiplier = 2,
                RetryableStatusCodes = { StatusCode.Unavailable },
            };
            change?.Invoke(policy);
            options.ServiceConfig = new ServiceConfig { MethodConfigs = { new MethodConfig { Names = { MethodName.Default }, RetryPolicy = policy } } };
        };
}
