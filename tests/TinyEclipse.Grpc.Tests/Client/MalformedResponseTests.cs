using Grpc.Core;
using Grpc.Tests.Interop;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using static Grpc.Tests.Client.RawCalls;

namespace Grpc.Tests.Client;

/// <summary>Servers and proxies do strange things; the client names them and never hangs.</summary>
public sealed class MalformedResponseTests
{
    [Theory]
    [InlineData(400, StatusCode.Internal)]
    [InlineData(401, StatusCode.Unauthenticated)]
    [InlineData(403, StatusCode.PermissionDenied)]
    [InlineData(404, StatusCode.Unimplemented)]
    [InlineData(429, StatusCode.Unavailable)]
    [InlineData(500, StatusCode.Unknown)]
    [InlineData(502, StatusCode.Unavailable)]
    [InlineData(503, StatusCode.Unavailable)]
    [InlineData(504, StatusCode.Unavailable)]
    public async Task An_http_status_stands_in_for_a_missing_grpc_status(int httpStatus, StatusCode expected)
    {
        var failure = await FailureOfAsync(http =>
        {
            http.Response.StatusCode = httpStatus;
            return http.Response.WriteAsync("<html>a proxy</html>", http.RequestAborted);
        });

        Assert.Equal(expected, failure.StatusCode);
        Assert.Contains($"{httpStatus}", failure.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_grpc_status_counts_more_than_the_http_status()
    {
        var failure = await FailureOfAsync(http =>
        {
            http.EndAtOnce(StatusCode.DataLoss, "odd%20but true");
            http.Response.StatusCode = 503;
            return Task.CompletedTask;
        });

        Assert.Equal((StatusCode.DataLoss, "odd but true"), (failure.StatusCode, failure.Status.Detail));
    }

    [Fact]
    public async Task A_web_page_is_no_grpc_response()
    {
        var failure = await FailureOfAsync(http =>
        {
            http.Response.ContentType = "text/html";
            return http.Response.WriteAsync("<html>hello</html>", http.RequestAborted);
        });

        Assert.Equal(StatusCode.Unknown, failure.StatusCode);
        Assert.Contains("text/html", failure.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_response_without_status_has_failed()
    {
        var failure = await FailureOfAsync(async http =>
        {
            http.Begin();
            await http.WriteAsync(new EchoResponse());
        });

        Assert.Equal(StatusCode.Internal, failure.StatusCode);
    }

    [Fact]
    public async Task Success_without_a_message_has_failed()
    {
        var failure = await FailureOfAsync(async http =>
        {
            http.Begin();
            await http.Response.StartAsync(http.RequestAborted);
            http.End(StatusCode.OK);
        });

        Assert.Equal(StatusCode.Internal, failure.StatusCode);
    }

    [Fact]
    public async Task A_status_that_is_no_number_becomes_unknown()
    {
        var failure = await FailureOfAsync(http =>
        {
            http.EndAtOnce(StatusCode.OK);
            http.Response.Headers["grpc-status"] = "fine";
            return Task.CompletedTask;
        });

        Assert.Equal(StatusCode.Unknown, failure.StatusCode);
        Assert.Contains("fine", failure.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_that_is_reset_tells_why()
    {
        var failure = await FailureOfAsync(http =>
        {
            http.Features.Get<IHttpResetFeature>()!.Reset(0xb);
            return Task.CompletedTask;
        });

        Assert.Equal(StatusCode.ResourceExhausted, failure.StatusCode);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_server_that_drops_the_connection_is_unavailable(bool afterHeaders)
    {
        var failure = await FailureOfAsync(async http =>
        {
            if (afterHeaders)
            {
                http.Begin();
                await http.WriteAsync([0, 0, 0, 0, 9]);
                await http.Response.Body.FlushAsync(http.RequestAborted);
            }

            http.Features.Get<IConnectionLifetimeFeature>()!.Abort();
        });

        Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_unavailable()
    {
        var server = await RawServer.StartAsync(_ => Task.CompletedTask);
        using var channel = server.Channel();
        await server.DisposeAsync();

        var failure = await Assert.ThrowsAsync<RpcException>(async () => await Echo(channel));

        Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
    }
}
