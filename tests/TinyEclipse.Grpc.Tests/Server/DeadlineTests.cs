using System.Diagnostics;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Tests.Client;
using Grpc.Tests.Interop;
using Microsoft.Extensions.DependencyInjection;

namespace Grpc.Tests.Server;

public sealed class DeadlineTests
{
    [Fact]
    public async Task The_service_knows_the_deadline()
    {
        await using var server = await InteropServer.StartAsync();

        var response = await server.Http2.CallAsync("Echo", new EchoRequest(), ("grpc-timeout", "100S"));

        var deadline = response.OnlyMessage(EchoResponse.Parser).Deadline.ToDateTime();
        Assert.InRange(deadline - DateTime.UtcNow, TimeSpan.FromSeconds(90), TimeSpan.FromSeconds(100));
    }

    [Theory]
    [InlineData("99999999m", 99_999.999)]
    [InlineData("90000S", 90_000)]
    [InlineData("1000M", 60_000)]
    [InlineData("10H", 36_000)]
    public async Task A_timeout_has_eight_digits_at_most_and_a_unit(string timeout, double seconds)
    {
        await using var server = await InteropServer.StartAsync();

        var response = await server.Http2.CallAsync("Echo", new EchoRequest(), ("grpc-timeout", timeout));

        var deadline = response.OnlyMessage(EchoResponse.Parser).Deadline.ToDateTime();
        Assert.InRange((deadline - DateTime.UtcNow).TotalSeconds, seconds - 60, seconds);
    }

    [Theory]
    [InlineData("1n")]
    [InlineData("1u")]
    [InlineData("99999999n")]
    [InlineData("99999u")]
    public async Task A_timeout_may_be_short(string timeout)
    {
        await using var server = await InteropServer.StartAsync();

        var response = await server.Http2.CallAsync(
            "Wait", new WaitRequest { Duration = Duration.FromTimeSpan(TimeSpan.FromMinutes(1)) }, ("grpc-timeout", timeout));

        Assert.Equal("4", response.Status);
    }

    [Theory]
    [InlineData(30 * 24)]
    [InlineData(1193)] // the last hour that a timer reaches
    [InlineData(1194)]
    public async Task A_deadline_may_be_weeks_away(int hours)
    {
        await using var server = await InteropServer.StartAsync();

        var response = await server.Http2.CallAsync("Echo", new EchoRequest(), ("grpc-timeout", $"{hours}H"));

        var deadline = response.OnlyMessage(EchoResponse.Parser).Deadline.ToDateTime();
        Assert.InRange(deadline - DateTime.UtcNow, TimeSpan.FromHours(hours) - TimeSpan.FromMinutes(1), TimeSpan.FromHours(hours));
    }

    [Fact]
    public async Task A_deadline_beyond_all_time_is_none_to_keep()
    {
        await using var server = await InteropServer.StartAsync();

        var response = await server.Http2.CallAsync("Echo", new EchoRequest(), ("grpc-timeout", "99999999H"));

        Assert.Equal("0", response.Status);
    }

    [Fact]
    public async Task The_token_fires_and_the_status_is_deadline_exceeded()
    {
        await using var server = await InteropServer.StartAsync();
        var wait = new WaitRequest { Duration = Duration.FromTimeSpan(TimeSpan.FromMinutes(1)), Name = "wait" };

        // On a busy machine the deadline may pass before the service is called, which is then spared it.
        for (var timeout = 100; !server.Interop.HasBegunAsync("wait").IsCompleted; timeout *= 2)
        {
            var response = await server.Http2.CallAsync("Wait", wait, ("grpc-timeout", $"{timeout}m"));
            Assert.True(response.IsTrailersOnly);
            Assert.Equal(("4", "Deadline Exceeded"), (response.Status, response.Message));
        }

        await server.Interop.WasCancelledAsync("wait").WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task The_status_ends_the_response_and_a_reset_the_request_that_is_open()
    {
        await using var server = await InteropServer.StartAsync();
        using var peer = await Http2Peer.ConnectAsync(server.Http2Address);
        var headers = Http2Peer.CallHeaders($"/{RawClient.Service}/Sum", "application/grpc", ("grpc-timeout", "100m"));
        await peer.WriteAsync(Http2Peer.Frame(Http2Peer.Headers, Http2Peer.EndHeaders, 1, headers));

        var (flags, _) = await peer.ReadAsync(Http2Peer.Headers);
        Assert.Equal(Http2Peer.EndStream, flags & Http2Peer.EndStream);
        await peer.ReadAsync(Http2Peer.Reset);
    }

    [Fact]
    public async Task A_stream_under_way_ends_with_the_status_in_its_trailers()
    {
        await using var server = await InteropServer.StartAsync();

        var response = await server.Http2.CallAsync(
            "Count",
            new CountRequest { To = int.MaxValue, Interval = Duration.FromTimeSpan(TimeSpan.FromMilliseconds(20)) },
            ("grpc-timeout", "1S"));

        Assert.NotEmpty(response.Frames);
        Assert.Equal("4", response.Trailers["grpc-status"]);
    }

    [Fact]
    public async Task Waiting_for_the_callers_next_message_ends_too()
    {
        await using var server = await InteropServer.StartAsync();
        await using var sum = await DuplexCall.OpenAsync(server.Http2, "Sum", ("grpc-timeout", "1S"));

        Assert.Equal("4", (await sum.ReadToEndAsync()).Status);
    }

    [Theory]
    [InlineData("Wait")]
    [InlineData("Count")]
    public async Task The_caller_is_told_in_time_even_if_the_service_does_not_heed_its_token(string method)
    {
        var service = new StubbornService();
        await using var server = await InteropServer.StartAsync<StubbornService>(
            services: (services, _) => services.AddSingleton(service));
        var started = Stopwatch.GetTimestamp();

        var response = await server.Http2.CallAsync(method, [0, 0, 0, 0, 0], ("grpc-timeout", "1S"));

        Assert.Equal(("4", "Deadline Exceeded"), (response.Status, response.Message));
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.FromMilliseconds(900), TimeSpan.FromSeconds(20));
        Assert.False(service.Done.Task.IsCompleted);
        service.GoOn.SetResult();
        await service.Done.Task.WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
        await server.Log.WaitForAsync("ended early");
    }

    [Fact]
    public async Task A_deadline_that_passes_as_the_call_ends_by_itself_is_one_or_the_other()
    {
        await using var server = await InteropServer.StartAsync();

        for (var round = 0; round < 20; round++)
        {
            var calls = Enumerable.Range(10, 30).Select(milliseconds => server.Http2.CallAsync(
                "Wait", new WaitRequest { Duration = Duration.FromTimeSpan(TimeSpan.FromMilliseconds(20)) }, ("grpc-timeout", $"{milliseconds}m")));
            Assert.All(await Task.WhenAll(calls), response => Assert.Contains(response.Status, new[] { "0", "4" }));
        }
    }

    [Fact]
    public async Task A_timeout_of_zero_has_passed_before_the_service_is_called()
    {
        await using var server = await InteropServer.StartAsync<NeverCalledService>();

        var response = await server.Http2.CallAsync("Echo", new EchoRequest(), ("grpc-timeout", "0m"));

        Assert.Equal(("4", "Deadline Exceeded"), (response.Status, response.Message));
    }

    [Theory]
    [InlineData("10x")]
    [InlineData("100000000m")] // nine digits
    [InlineData("1s")]
    [InlineData("1.5S")]
    [InlineData("-1S")]
    [InlineData("S")]
    public async Task A_malformed_timeout_is_refused(string timeout)
    {
        await using var server = await InteropServer.StartAsync<NeverCalledService>();

        var response = await server.Http2.CallAsync("Echo", new EchoRequest(), ("grpc-timeout", timeout));

        Assert.Equal(("13", "The grpc-timeout header is malformed."), (response.Status, response.Message));
    }

    private sealed class NeverCalledService : Interop.InteropService.InteropServiceBase
    {
        public override Task<EchoResponse> Echo(EchoRequest request, ServerCallContext context) =>
            throw new InvalidOperationException("the service was called");
    }

    private sealed class StubbornService : Interop.InteropService.InteropServiceBase
    {
        public TaskCompletionSource GoOn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override async Task<Empty> Wait(WaitRequest request, ServerCallContext context)
        {
            await GoOn.Task;
            Done.SetResult();
            return new Empty();
        }

        public override async Task Count(CountRequest request, IServerStreamWriter<Number> responseStream, ServerCallContext context)
        {
            await responseStream.WriteAsync(new Number { Value = 1 }, context.CancellationToken);
            await GoOn.Task;
            var refused = await Assert.ThrowsAsync<OperationCanceledException>(
                () => responseStream.WriteAsync(new Number { Value = 2 }, context.CancellationToken));
            Done.SetResult();
            throw refused;
        }
    }
}
