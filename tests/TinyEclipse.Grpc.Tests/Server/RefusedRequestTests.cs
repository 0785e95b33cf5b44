using System.Net;
using System.Text;
using Grpc.Tests.Interop;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Grpc.Tests.Server;

public sealed class RefusedRequestTests
{
    private const string EchoPath = $"/{RawClient.Service}/Echo";

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/grpcish")]
    [InlineData("text/plain; charset=utf-8")]
    public async Task Another_content_type_is_415(string contentType)
    {
        await using var server = await InteropServer.StartAsync();

        var response = await server.Http2.SendAsync(EchoPath, RawClient.Frame(new EchoRequest()), contentType);

        Assert.Equal((HttpStatusCode.UnsupportedMediaType, "13"), (response.HttpStatus, response.Headers["grpc-status"]));
    }

    [Fact]
    public async Task No_content_type_is_415()
    {
        await using var server = await InteropServer.StartAsync();

        var response = await server.Http2.SendAsync(EchoPath, RawClient.Frame(new EchoRequest()), contentType: null);

        Assert.Equal((HttpStatusCode.UnsupportedMediaType, "13"), (response.HttpStatus, response.Headers["grpc-status"]));
    }

    [Theory]
    [InlineData("application/grpc")]
    [InlineData("application/grpc+proto")]
    [InlineData("application/grpc+xxx")]
    [InlineData("Application/gRPC")]
    [InlineData("application/grpc; charset=utf-8")]
    public async Task Suffix_and_parameters_of_the_content_type_are_accepted(string contentType)
    {
        await using var server = await InteropServer.StartAsync();

        var response = await server.Http2.SendAsync(EchoPath, RawClient.Frame(new EchoRequest()), contentType);

        Assert.Equal((HttpStatusCode.OK, "0"), (response.HttpStatus, response.Status));
    }

    [Fact]
    public async Task Http_1_is_told_to_upgrade()
    {
        await using var server = await InteropServer.StartAsync();

        var response = await server.Http1.CallAsync("Echo", new EchoRequest());

        Assert.Equal((HttpStatusCode.UpgradeRequired, "HTTP/2"), (response.HttpStatus, response.Headers["upgrade"]));
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    [InlineData("PUT")]
    [InlineData("OPTIONS")]
    public async Task Another_method_than_post_finds_nothing(string method)
    {
        await using var server = await InteropServer.StartAsync();

        var response = await server.Http2.AskAsync(method, EchoPath);

        Assert.Equal(HttpStatusCode.NotFound, response.HttpStatus);
        Assert.False(response.Headers.ContainsKey("allow"));
    }

    [Fact]
    public async Task The_application_may_have_something_for_other_methods()
    {
        await using var server = await InteropServer.StartAsync(application: app => app.MapGet("/{first}/{second}", (string second) => Results.Text(second)));

        Assert.Equal("Echo", Encoding.UTF8.GetString((await server.Http2.AskAsync("GET", EchoPath)).Body));
    }

    [Fact]
    public async Task A_fallback_for_all_paths_is_not_asked_for_other_methods()
    {
        await using var server = await InteropServer.StartAsync(application: app => app.MapFallback(() => "fallback"));

        Assert.Equal(HttpStatusCode.NotFound, (await server.Http2.AskAsync("GET", EchoPath)).HttpStatus);
        Assert.Equal("fallback", Encoding.UTF8.GetString((await server.Http2.AskAsync("GET", "/elsewhere")).Body));
    }

    [Fact]
    public async Task What_is_no_method_of_http_itself_is_not_allowed()
    {
        await using var server = await InteropServer.StartAsync();

        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await server.Http2.AskAsync("PROPFIND", EchoPath)).HttpStatus);
    }

    [Theory]
    [InlineData($"/{RawClient.Service}/Nope", "Method is unimplemented.")]
    [InlineData("/tests.Nobody/Echo", "Service is unimplemented.")]
    public async Task What_is_unknown_is_unimplemented(string path, string message)
    {
        await using var server = await InteropServer.StartAsync();

        var response = await server.Http2.SendAsync(path, RawClient.Frame(new EchoRequest()), "application/grpc");

        Assert.Equal((HttpStatusCode.OK, "12", message), (response.HttpStatus, response.Status, response.Message));
    }

    [Fact]
    public async Task A_method_that_the_service_does_not_override_is_unimplemented()
    {
        await using var server = await InteropServer.StartAsync<HalfAService>();

        Assert.Equal("12", (await server.Http2.CallAsync("Echo", new EchoRequest())).Status);
    }

    [Fact]
    public async Task Paths_of_two_segments_that_are_no_calls_are_left_to_the_application()
    {
        await using var server = await InteropServer.StartAsync(
            application: app => app.MapPost("/{first}/{second}", (string first, string second) => Results.Text($"{first} {second}")));

        var response = await server.Http2.SendAsync("/tests.Nobody/Echo", "{}"u8.ToArray(), "application/json");

        Assert.Equal("tests.Nobody Echo", Encoding.UTF8.GetString(response.Body));
    }

    [Fact]
    public async Task Unknown_services_can_be_left_to_the_application()
    {
        await using var server = await InteropServer.StartAsync(options => options.IgnoreUnknownServices = true);

        var response = await server.Http2.SendAsync("/tests.Nobody/Echo", RawClient.Frame(new EchoRequest()), "application/grpc");

        Assert.Equal(HttpStatusCode.NotFound, response.HttpStatus);
    }

    private sealed class HalfAService : Interop.InteropService.InteropServiceBase;
}
