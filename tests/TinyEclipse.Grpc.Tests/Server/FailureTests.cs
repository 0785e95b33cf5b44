using System.Net;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Grpc.Tests.Interop;
using Microsoft.Extensions.Logging;

namespace Grpc.Tests.Server;

public sealed class FailureTests
{
    [Fact]
    public async Task A_status_before_any_message_comes_in_the_headers()
    {
        await using var server = await InteropServer.StartAsync();

        var response = await server.Http2.CallAsync(
            "Fail",
            new FailRequest { Code = 5, Message = "gone", Trailers = { new MetadataEntry { Key = "custom", Text = "kept" } } });

        Assert.Equal(HttpStatusCode.OK, response.HttpStatus);
        Assert.True(response.IsTrailersOnly);
        Assert.Equal(("application/grpc", "0"), (response.Headers["content-type"], response.Headers["content-length"]));
        Assert.Equal(("5", "gone", "kept"), (response.Status, response.Message, response.Headers["custom"]));
        Assert.Empty(response.Trailers);
    }

    [Theory]
    [InlineData("Nope", "0000000000", "unused", "", "12")]
    [InlineData("Echo", "0000", "unused", "", "13")]
    [InlineData("Echo", "0000000001FF", "unused", "", "13")]
    [InlineData("Echo", "007FFFFFFF", "unused", "", "8")]
    [InlineData("Echo", "0000000000", "grpc-timeout", "0m", "4")]
    [InlineData("Echo", "0000000000", "grpc-timeout", "soon", "13")]
    [InlineData("Echo", "0100000000", "grpc-encoding", "snappy", "12")]
    public async Task Whoever_refuses_a_call_does_it_with_200_and_the_content_type_of_grpc(
        string method, string body, string header, string value, string status)
    {
        await using var server = await InteropServer.StartAsync();

        var response = await server.Http2.CallAsync(method, Convert.FromHexString(body), (header, value));

        Assert.Equal((HttpStatusCode.OK, "application/grpc"), (response.HttpStatus, response.Headers["content-type"]));
        Assert.Equal((status, "0"), (response.Status, response.Headers["content-length"]));
    }

    [Fact]
    public async Task A_status_after_headers_comes_in_the_trailers()
    {
        await using var server = await InteropServer.StartAsync();

        var response = await server.Http2.CallAsync(
            "Fail",
            new FailRequest { Code = 9, Message = "late", AfterHeaders = true, Trailers = { new MetadataEntry { Key = "custom", Text = "kept" } } });

        Assert.Equal("failure", response.Headers["before"]);
        Assert.False(response.IsTrailersOnly);
        Assert.Equal(("9", "late", "kept"), (response.Status, response.Message, response.Trailers["custom"]));
    }

    [Fact]
    public async Task A_status_after_messages_comes_in_the_trailers()
    {
        await using var server = await InteropServer.StartAsync();

        var response = await server.Http2.CallAsync("Count", new CountRequest { To = 9, FailAfter = 2 });

        Assert.Equal(2, response.Frames.Count);
        Assert.Equal(("10", "stopped after 2"), (response.Status, response.Message));
    }

    [Fact]
    public async Task A_status_set_on_the_context_counts_without_an_exception()
    {
        await using var server = await InteropServer.StartAsync();

        var response = await server.Http2.CallAsync(
            "Fail",
            new FailRequest { Code = 8, Message = "full", ByStatus = true, Trailers = { new MetadataEntry { Key = "custom", Text = "kept" } } });

        Assert.Equal(("8", "full", "kept"), (response.Status, response.Message, response.Headers["custom"]));
        Assert.Empty(response.Body);
    }

    [Fact]
    public async Task Details_travel_in_the_status_details_header()
    {
        await using var server = await InteropServer.StartAsync();
        var detail = Any.Pack(new ErrorInfo { Domain = "tests" });

        var response = await server.Http2.CallAsync("Fail", new FailRequest { Code = 5, Message = "gone", Details = { detail } });

        var status = Google.Rpc.Status.Parser.ParseFrom(Convert.FromBase64String(response.Headers["grpc-status-details-bin"]));
        Assert.Equal("tests", Assert.Single(status.Details).Unpack<ErrorInfo>().Domain);
    }

    [Fact]
    public async Task The_message_is_percent_encoded()
    {
        await using var server = await InteropServer.StartAsync();

        var response = await server.Http2.CallAsync("Fail", new FailRequest { Code = 3, Message = "pct % é \"x\" \n" });

        Assert.Equal("pct %25 %C3%A9 \"x\" %0A", response.Message);
    }

    [Fact]
    public async Task An_unexpected_exception_is_logged_once_and_not_told()
    {
        await using var server = await InteropServer.StartAsync();

        var response = await server.Http2.CallAsync("Fail", new FailRequest { Message = "a secret", Unexpectedly = true });

        Assert.Equal(("2", "Exception was thrown by handler."), (response.Status, response.Message));
        var entry = Assert.Single(server.Log.All, entry => entry.Level >= LogLevel.Warning);
        Assert.Equal("a secret", entry.Exception!.Message);
        Assert.Contains("/tests.interop.v1.InteropService/Fail", entry.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Detailed_errors_tell_the_exception()
    {
        await using var server = await InteropServer.StartAsync(options => options.EnableDetailedErrors = true);

        var response = await server.Http2.CallAsync("Fail", new FailRequest { Message = "no secret", Unexpectedly = true });

        Assert.Equal("Exception was thrown by handler. InvalidOperationException: no secret", response.Message);
    }

    [Fact]
    public async Task Expected_failures_are_no_errors_in_the_log_and_their_words_are_not_in_it()
    {
        await using var server = await InteropServer.StartAsync();

        await server.Http2.CallAsync("Fail", new FailRequest { Code = (int)StatusCode.NotFound, Message = "no jan@shop.example\nforged line" });

        Assert.DoesNotContain(server.Log.All, entry => entry.Level >= LogLevel.Warning);
        Assert.Contains(server.Log.All, entry => entry.Message.Contains("NotFound", StringComparison.Ordinal));
        Assert.DoesNotContain(server.Log.All, entry => entry.Message.Contains("jan@shop.example", StringComparison.Ordinal));
    }
}
