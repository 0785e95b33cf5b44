using Grpc.Core;
using Grpc.Tests.Interop;
using Microsoft.AspNetCore.Http;

namespace Grpc.Tests.Client;

/// <summary>Messages of a stream that arrived together.</summary>
public sealed class BufferedMessageTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task They_come_out_one_after_another_without_waiting()
    {
        await using var server = await RawServer.StartAsync(SendThreeAtOnceAsync);
        using var channel = server.Channel();
        using var call = new Interop.InteropService.InteropServiceClient(channel).Count(new CountRequest(), cancellationToken: Token);
        Assert.True(await call.ResponseStream.MoveNext(Token));

        foreach (var expected in new[] { 2, 3 })
        {
            var next = call.ResponseStream.MoveNext(Token);
            Assert.True(next.IsCompletedSuccessfully);
            Assert.Equal((true, expected), (await next, call.ResponseStream.Current.Value));
        }

        Assert.False(call.ResponseStream.MoveNext(Token).IsCompleted, "the server has not ended the stream");
    }

    [Fact]
    public async Task They_do_not_come_out_of_a_call_that_was_cancelled()
    {
        await using var server = await RawServer.StartAsync(SendThreeAtOnceAsync);
        using var channel = server.Channel();
        using var cancellation = new CancellationTokenSource();
        using var call = new Interop.InteropService.InteropServiceClient(channel).Count(new CountRequest(), cancellationToken: cancellation.Token);
        Assert.True(await call.ResponseStream.MoveNext(Token));

        await cancellation.CancelAsync();

        var failure = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(Token));
        Assert.Equal(StatusCode.Cancelled, failure.StatusCode);
    }

    // In one write, so in one frame of HTTP/2, which a client takes in whole.
    private static async Task SendThreeAtOnceAsync(HttpContext http)
    {
        http.Begin();
        await http.WriteAsync([.. Enumerable.Range(1, 3).SelectMany(value => Server.RawClient.Frame(new Number { Value = value }))]);
        await Task.Delay(Timeout.Infinite, http.RequestAborted);
    }
}
