using Google.Protobuf;
using Grpc.Core;
using Grpc.Tests.Interop;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Grpc.Tests.Server;

/// <summary>When the messages of a stream leave the server.</summary>
public sealed class FlushTests
{
    private const int Burst = 20_000;

    [Fact]
    public async Task Each_of_a_few_messages_arrives_while_the_service_goes_on()
    {
        var received = new SemaphoreSlim(0);
        await using var server = await StartAsync(async (responses, context) =>
        {
            for (var value = 1; value <= 20; value++)
            {
                // In twos: the second of a millisecond is the one that may be put off.
                await responses.WriteAsync(new Number { Value = value }, context.CancellationToken);
                await responses.WriteAsync(new Number { Value = -value }, context.CancellationToken);
                Assert.True(await received.WaitAsync(TimeSpan.FromSeconds(20), context.CancellationToken), $"{value} did not arrive");
            }
        });
        await using var call = await DuplexCall.OpenAsync(server.Http2, "Count");
        await call.WriteAsync(RawClient.Frame(new CountRequest()));
        call.Complete();

        for (var value = 1; value <= 20; value++)
        {
            Assert.Equal(value, (await call.ReadAsync(Number.Parser)).Value);
            Assert.Equal(-value, (await call.ReadAsync(Number.Parser)).Value);
            received.Release();
        }

        Assert.Equal("0", (await call.ReadToEndAsync()).Status);
    }

    [Fact]
    public async Task A_burst_arrives_whole_and_in_order_with_large_messages_between()
    {
        await using var server = await StartAsync(async (responses, context) =>
        {
            for (var value = 0; value < Burst; value++)
                await responses.WriteAsync(Message(value), context.CancellationToken);
        });

        var response = await server.Http2.CallAsync("Count", new CountRequest());

        Assert.Equal("0", response.Status);
        Assert.Equal(Enumerable.Range(0, Burst), response.Frames.Select(frame => (int)Number.Parser.ParseFrom(frame.Payload).Value));

        static Number Message(int value) =>
            value % 997 == 0
                ? Number.Parser.ParseFrom([.. MessageTests.OfSize(5_000 + value), .. new Number { Value = value }.ToByteArray()])
                : new Number { Value = value };
    }

    [Fact]
    public async Task A_burst_takes_fewer_flushes_than_messages()
    {
        CountedBody? body = null;
        var service = new ServiceOfTheTest(async (responses, context) =>
        {
            for (var value = 0; value < Burst; value++)
                await responses.WriteAsync(new Number { Value = value }, context.CancellationToken);
        });
        await using var server = await InteropServer.StartAsync<ServiceOfTheTest>(
            services: (services, _) => services.AddSingleton(service),
            application: application => application.Use((http, next) =>
            {
                body = new CountedBody(http.Features.GetRequiredFeature<IHttpResponseBodyFeature>());
                http.Features.Set<IHttpResponseBodyFeature>(body);
                return next(http);
            }));

        var response = await server.Http2.CallAsync("Count", new CountRequest());

        Assert.Equal((Burst, "0"), (response.Frames.Count, response.Status));
        Assert.InRange(body!.Flushes, 1, Burst / 10);
    }

    [Fact]
    public async Task Small_messages_are_held_back_too_when_the_caller_does_not_read()
    {
        var written = 0L;
        await using var server = await StartAsync(async (responses, context) =>
        {
            while (true)
            {
                await responses.WriteAsync(new Number { Value = 1 }, context.CancellationToken);
                Interlocked.Increment(ref written);
            }
        });
        using var content = new ByteArrayContent(RawClient.Frame([]));
        using var response = await server.Http2.OpenAsync($"/{RawClient.Service}/Count", content, "application/grpc");

        var before = -1L;
        while (before != Interlocked.Read(ref written))
        {
            before = Interlocked.Read(ref written);
            await Task.Delay(500, TestContext.Current.CancellationToken);
        }

        Assert.InRange(before, 1, 64 * 1024 * 1024 / 7);
    }

    private static Task<InteropServer> StartAsync(Func<IServerStreamWriter<Number>, ServerCallContext, Task> serve) =>
        InteropServer.StartAsync<ServiceOfTheTest>(services: (services, _) => services.AddSingleton(new ServiceOfTheTest(serve)));

    private sealed class ServiceOfTheTest(Func<IServerStreamWriter<Number>, ServerCallContext, Task> serve)
        : Interop.InteropService.InteropServiceBase
    {
        public override Task Count(CountRequest request, IServerStreamWriter<Number> responseStream, ServerCallContext context) =>
            serve(responseStream, context);
    }
}
