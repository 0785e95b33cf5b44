using System.Net;
using System.Text;
using Google.Protobuf.WellKnownTypes;
using Grpc.Tests.Interop;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Grpc.Tests.Server;

public sealed class GrpcWebTests
{
    private const string Binary = "application/grpc-web";
    private const string Text = "application/grpc-web-text";

    [Theory]
    [InlineData(1, Binary)]
    [InlineData(1, "application/grpc-web+proto")]
    [InlineData(2, Binary)]
    public async Task A_call_answers_with_the_trailers_as_last_frame(int httpVersion, string contentType)
    {
        await using var server = await StartAsync();

        var response = await CallAsync(server, "Echo", RawClient.Frame(new EchoRequest { Text = "hello" }), contentType, httpVersion: httpVersion);

        Assert.Equal((HttpStatusCode.OK, Binary), (response.HttpStatus, response.Headers["content-type"]));
        Assert.Equal("hello", EchoResponse.Parser.ParseFrom(response.Frames[0].Payload).Text);
        var (flags, trailers) = Assert.Single(response.Frames.Skip(1));
        Assert.Equal((0x80, "grpc-status: 0\r\n"), (flags, Encoding.ASCII.GetString(trailers)));
        Assert.Empty(response.Trailers);
    }

    [Theory]
    [InlineData(1, Text)]
    [InlineData(2, Text)]
    [InlineData(1, "application/grpc-web-text+proto")]
    public async Task Text_is_base64_in_both_directions(int httpVersion, string contentType)
    {
        await using var server = await StartAsync();
        var request = Encoding.ASCII.GetBytes(Convert.ToBase64String(RawClient.Frame(new EchoRequest { Text = "hello" })));

        var response = await CallAsync(server, "Echo", request, contentType, contentType, httpVersion);

        Assert.Equal(Text, response.Headers["content-type"]);
        var frames = Decode(response).Frames;
        Assert.Equal("hello", EchoResponse.Parser.ParseFrom(frames[0].Payload).Text);
        Assert.Equal("grpc-status: 0\r\n", Encoding.ASCII.GetString(frames[1].Payload));
    }

    [Fact]
    public async Task The_response_is_text_only_if_the_caller_accepts_that()
    {
        await using var server = await StartAsync();
        var request = Encoding.ASCII.GetBytes(Convert.ToBase64String(RawClient.Frame(new EchoRequest())));

        var response = await CallAsync(server, "Echo", request, Text);

        Assert.Equal(Binary, response.Headers["content-type"]);
        Assert.Equal(2, response.Frames.Count);
    }

    [Fact]
    public async Task Text_may_be_padded_wherever_the_caller_flushed()
    {
        await using var server = await StartAsync();
        var frames = Enumerable.Range(1, 2000).Select(value => Convert.ToBase64String(RawClient.Frame(new Number { Value = value })));

        var response = await CallAsync(server, "Sum", Encoding.ASCII.GetBytes(string.Concat(frames)), Text);

        Assert.Equal(2_001_000, SumResponse.Parser.ParseFrom(response.Frames[0].Payload).Sum);
    }

    [Theory]
    [InlineData("AAAA!AAA")]
    [InlineData("AAA")]
    public async Task What_is_no_base64_is_refused(string body)
    {
        await using var server = await StartAsync();

        var response = await CallAsync(server, "Echo", Encoding.ASCII.GetBytes(body), Text);

        Assert.Equal(("13", "The request body is not base64."), (response.Status, response.Message));
    }

    [Theory]
    [InlineData(Binary)]
    [InlineData(Text)]
    public async Task Each_message_of_a_stream_arrives_when_it_is_sent(string accept)
    {
        await using var server = await StartAsync();
        using var content = new ByteArrayContent(
            RawClient.Frame(new CountRequest { To = int.MaxValue, Interval = Duration.FromTimeSpan(TimeSpan.FromMilliseconds(1)) }));

        using var response = await server.Http1.OpenAsync($"/{RawClient.Service}/Count", content, Binary, [("accept", accept)]);
        var body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);

        var messages = new byte[100];
        await body.ReadExactlyAsync(messages, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_failure_before_any_message_is_in_the_headers()
    {
        await using var server = await StartAsync();

        var response = await CallAsync(server, "Fail", RawClient.Frame(new FailRequest { Code = 5, Message = "gone" }), Binary);

        Assert.Equal((HttpStatusCode.OK, Binary, "0"), (response.HttpStatus, response.Headers["content-type"], response.Headers["content-length"]));
        Assert.Equal(("5", "gone"), (response.Status, response.Message));
    }

    [Fact]
    public async Task A_page_from_elsewhere_may_call_and_see_the_status_if_cors_says_so()
    {
        const string Path = "/transcoding.v1.EchoService/EchoBody";
        string[] outcome = ["grpc-status", "grpc-message", "grpc-encoding", "grpc-accept-encoding", "grpc-status-details-bin"];
        await using var server = await InteropServer.StartAsync(
            services: (services, _) => services.AddCors(
                cors => cors.AddPolicy("pages", policy => policy.AllowAnyOrigin().AllowAnyHeader().WithExposedHeaders(outcome))),
            application: app =>
            {
                app.UseCors().UseGrpcWeb();
                app.MapGrpcService<EnabledService>().EnableGrpcWeb().RequireCors("pages");
            });
        using var preflight = new HttpRequestMessage(HttpMethod.Options, new Uri(server.Http1Address, Path))
        {
            Headers = { { "origin", "https://shop.example" }, { "access-control-request-method", "POST" } },
        };
        using var browser = new HttpClient();

        using var allowed = await browser.SendAsync(preflight, TestContext.Current.CancellationToken);
        var failed = await server.Http1.SendAsync(Path, RawClient.Frame([]), Binary, ("origin", "https://shop.example"));

        Assert.Equal(["*"], allowed.Headers.GetValues("access-control-allow-origin"));
        Assert.Equal(("12", string.Join(',', outcome)), (failed.Headers["grpc-status"], failed.Headers["access-control-expose-headers"]));
    }

    [Fact]
    public async Task A_failure_after_messages_is_in_the_last_frame()
    {
        await using var server = await StartAsync();

        var response = await CallAsync(server, "Count", RawClient.Frame(new CountRequest { To = 9, FailAfter = 2 }), Binary);

        Assert.Equal("grpc-status: 10\r\ngrpc-message: stopped after 2\r\n", Encoding.ASCII.GetString(response.Frames[2].Payload));
    }

    [Theory]
    [InlineData(Binary)]
    [InlineData(Text)]
    public async Task A_deadline_ends_a_stream_with_a_last_frame(string accept)
    {
        await using var server = await StartAsync();
        var request = RawClient.Frame(new CountRequest { To = int.MaxValue, Interval = Duration.FromTimeSpan(TimeSpan.FromMilliseconds(10)) });

        var response = await server.Http1.SendAsync(
            $"/{RawClient.Service}/Count", request, Binary, ("accept", accept), ("grpc-timeout", "1S"));

        var frames = accept == Text ? Decode(response).Frames : response.Frames;
        Assert.StartsWith("grpc-status: 4\r\n", Encoding.ASCII.GetString(frames[^1].Payload), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_services_are_unimplemented()
    {
        await using var server = await StartAsync();

        var response = await server.Http1.SendAsync("/tests.Nobody/Echo", RawClient.Frame(new EchoRequest()), Binary);

        Assert.Equal("12", response.Status);
    }

    [Fact]
    public async Task Without_the_middleware_it_is_an_unknown_content_type()
    {
        await using var server = await InteropServer.StartAsync();

        var response = await CallAsync(server, "Echo", RawClient.Frame(new EchoRequest()), Binary);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.HttpStatus);
    }

    [Fact]
    public async Task It_can_be_enabled_for_one_service()
    {
        await using var server = await InteropServer.StartAsync<OtherService>(application: app =>
        {
            app.UseGrpcWeb();
            app.MapGrpcService<EnabledService>().EnableGrpcWeb();
        });

        var enabled = await server.Http1.SendAsync("/transcoding.v1.EchoService/EchoBody", RawClient.Frame([]), Binary);
        var other = await CallAsync(server, "Echo", RawClient.Frame([]), Binary);

        Assert.Equal((HttpStatusCode.OK, "12"), (enabled.HttpStatus, enabled.Status));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, other.HttpStatus);
    }

    private static Task<InteropServer> StartAsync() =>
        InteropServer.StartAsync(application: app => app.UseGrpcWeb(new GrpcWebOptions { DefaultEnabled = true }));

    private static Task<RawResponse> CallAsync(
        InteropServer server, string method, byte[] body, string contentType, string? accept = null, int httpVersion = 1) =>
        (httpVersion == 1 ? server.Http1 : server.Http2)
            .SendAsync($"/{RawClient.Service}/{method}", body, contentType, accept is null ? [] : [("accept", accept)]);

    // Each flush is a padded piece of base64.
    private static RawResponse Decode(RawResponse response) => response with
    {
        Body =
        [
            .. Encoding.ASCII.GetString(response.Body)
                .Chunk(4)
                .SelectMany(group => Convert.FromBase64String(new string(group))),
        ],
    };

    private sealed class OtherService : Interop.InteropService.InteropServiceBase;

    private sealed class EnabledService : Transcoding.V1.EchoService.EchoServiceBase;
}
