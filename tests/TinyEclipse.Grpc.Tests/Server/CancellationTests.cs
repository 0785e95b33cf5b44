using System.IO.Pipelines;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Tests.Interop;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Grpc.Tests.Server;

public sealed class CancellationTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task A_caller_that_gives_up_cancels_the_service()
    {
        await using var server = await InteropServer.StartAsync();
        using var content = new ByteArrayContent(
            RawClient.Frame(new WaitRequest { Duration = Duration.FromTimeSpan(TimeSpan.FromMinutes(1)), Name = "wait" }));
        using var giveUp = new CancellationTokenSource();
        var call = server.Http2.OpenAsync($"/{RawClient.Service}/Wait", content, "application/grpc", giveUp: giveUp);
        await server.Interop.HasBegunAsync("wait").WaitAsync(Patience, TestContext.Current.CancellationToken);

        await giveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await server.Interop.WasCancelledAsync("wait").WaitAsync(Patience, TestContext.Current.CancellationToken);
        await server.Log.WaitForAsync("ended early: Cancelled");
        Assert.DoesNotContain(server.Log.All, entry => entry.Level >= LogLevel.Warning);
    }

    [Fact]
    public async Task A_caller_that_is_gone_before_its_message_is_read_is_no_failure_of_the_service()
    {
        await using var server = await InteropServer.StartAsync(application: app => app.Use((http, next) =>
        {
            http.Features.Set<IRequestBodyPipeFeature>(new BrokenBody());
            return next(http);
        }));

        await server.Http2.CallAsync("Echo", new EchoRequest());

        await server.Log.WaitForAsync("ended early: Cancelled");
        Assert.DoesNotContain(server.Log.All, entry => entry.Level >= LogLevel.Warning);
    }

    [Theory]
    [InlineData("Sum")]
    [InlineData("Chat")]
    public async Task A_service_that_reads_is_woken_when_the_caller_goes_away(string method)
    {
        await using var server = await InteropServer.StartAsync();
        using var giveUp = new CancellationTokenSource();
        await using var call = await DuplexCall.OpenPathAsync(server.Http2, $"/{RawClient.Service}/{method}", giveUp: giveUp);

        await giveUp.CancelAsync();

        await server.Log.WaitForAsync("ended early: Cancelled");
        Assert.DoesNotContain(server.Log.All, entry => entry.Level >= LogLevel.Warning);
    }

    [Fact]
    public async Task The_token_has_fired_when_a_read_fails_for_want_of_a_caller()
    {
        var service = new ReadingService();
        await using var server = await InteropServer.StartAsync<ReadingService>(services: (services, _) => services.AddSingleton(service));
        using var giveUp = new CancellationTokenSource();
        await using var call = await DuplexCall.OpenPathAsync(server.Http2, $"/{RawClient.Service}/Sum", giveUp: giveUp);
        await service.Reading.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);

        await giveUp.CancelAsync();

        Assert.True(await service.TokenFired.Task.WaitAsync(Patience, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_service_that_writes_without_end_is_stopped_when_the_caller_goes_away()
    {
        await using var server = await InteropServer.StartAsync<HeedlessService>();
        using var content = new ByteArrayContent(RawClient.Frame([]));
        var response = await server.Http2.OpenAsync($"/{RawClient.Service}/Count", content, "application/grpc");

        response.Dispose();

        await server.Log.WaitForAsync("ended early: Cancelled");
        Assert.DoesNotContain(server.Log.All, entry => entry.Level >= LogLevel.Warning);
    }

    [Fact]
    public async Task A_caller_that_does_not_read_holds_the_service_back()
    {
        var service = new HeedlessService();
        await using var server = await InteropServer.StartAsync<HeedlessService>(services: (services, _) => services.AddSingleton(service));
        using var content = new ByteArrayContent(RawClient.Frame([]));
        using var response = await server.Http2.OpenAsync($"/{RawClient.Service}/Count", content, "application/grpc");

        var written = -1L;
        while (written != (written = service.Written))
            await Task.Delay(500, TestContext.Current.CancellationToken);

        // Windows and buffers of both sides; without flow control it would be gigabytes by now.
        Assert.InRange(written * HeedlessService.MessageSize, 1, 64 * 1024 * 1024);
    }

    private sealed class ReadingService : Interop.InteropService.InteropServiceBase
    {
        public TaskCompletionSource Reading { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource<bool> TokenFired { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override async Task<SumResponse> Sum(IAsyncStreamReader<Number> requestStream, ServerCallContext context)
        {
            var next = requestStream.MoveNext(CancellationToken.None);
            Reading.TrySetResult();
            try
            {
                await next;
            }
            finally
            {
                TokenFired.TrySetResult(context.CancellationToken.IsCancellationRequested);
            }

            return new SumResponse();
        }
    }

    /// <summary>Ends as Kestrel ends the body of a connection that broke.</summary>
    private sealed class BrokenBody : IRequestBodyPipeFeature
    {
        private readonly Pipe _pipe = new();

        public BrokenBody() => _pipe.Writer.Complete(new ConnectionAbortedException());

        public PipeReader Reader => _pipe.Reader;
    }

    /// <summary>Writes as fast as it can and looks at no token.</summary>
    private sealed class HeedlessService : Interop.InteropService.InteropServiceBase
    {
        public const int MessageSize = 10_000;

        private long _written;

        public long Written => Interlocked.Read(ref _written);

        public override async Task Count(CountRequest request, IServerStreamWriter<Number> responseStream, ServerCallContext context)
        {
            var message = Number.Parser.ParseFrom(MessageTests.OfSize(MessageSize));
            while (true)
            {
                await responseStream.WriteAsync(message, CancellationToken.None);
                Interlocked.Increment(ref _written);
            }
        }
    }
}
