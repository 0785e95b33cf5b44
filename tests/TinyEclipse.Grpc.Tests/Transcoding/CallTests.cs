using System.Net;
using System.Text;
using Google.Protobuf.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using static Grpc.Tests.Transcoding.JsonRequests;

namespace Grpc.Tests.Transcoding;

public sealed class CallTests(TranscodingServer server) : IClassFixture<TranscodingServer>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Metadata_are_headers_in_both_directions()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/call") { Headers = { { "X-Mine", "m" }, { "grpc-timeout", "1H" } } };
        var answer = (await server.SendAsync(request)).Expect(200);

        Assert.Equal(("one", "AQID", "two"), (answer.Headers.GetValues("x-header").Single(), answer.Headers.GetValues("x-header-bin").Single(), answer.Headers.GetValues("x-trailer").Single()));
        Assert.Equal(("\"/transcoding.v1.EchoService/Describe\"", "true"), (answer["method"], answer["hasDeadline"]));
        Assert.Equal("m", (string?)answer.Json["headers"]!["x-mine"]);
        Assert.Equal(server.Address.Authority, (string?)answer.Json["host"]);
    }

    [Theory]
    [InlineData("/wait")]
    [InlineData("/wait?number=1")] // does not heed the token
    public async Task The_deadline_ends_a_call(string path)
    {
        await using var own = await TranscodingServer.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "grpc-timeout", "100m" } } };
        Assert.Equal("Deadline Exceeded", (await own.SendAsync(request)).Expect(504).Message);
        own.Echo.Released.SetResult();
    }

    [Fact]
    public async Task A_caller_who_goes_away_cancels_the_call()
    {
        await using var own = await TranscodingServer.StartAsync();
        using var leaving = new CancellationTokenSource();
        var call = own.Http.GetAsync("/wait", leaving.Token);
        await own.Echo.Waiting.Task.WaitAsync(TimeSpan.FromSeconds(10), Cancellation);

        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await own.Echo.Cancelled.Task.WaitAsync(TimeSpan.FromSeconds(10), Cancellation);
    }

    [Fact]
    public async Task The_size_limit_of_responses_holds()
    {
        await using var own = await TranscodingServer.StartAsync(grpc: options => options.MaxSendMessageSize = 100);
        (await own.SendAsync("POST /struct", """{"a":"short"}""")).Expect(200);
        (await own.SendAsync("POST /struct", $"{{\"a\":\"{new string('x', 200)}\"}}")).Expect(429);
    }

    [Fact]
    public async Task A_response_is_compressed_by_the_middleware()
    {
        await using var own = await TranscodingServer.StartAsync(
            services: services => services.AddResponseCompression(), application: app => app.UseResponseCompression());
        using var request = Post("/things:name", Encoding.UTF8.GetBytes($"\"{new string('x', 10_000)}\""));
        request.Headers.AcceptEncoding.ParseAdd("br");
        using var response = await own.Http.SendAsync(request, Cancellation);

        Assert.Equal(["br"], response.Content.Headers.ContentEncoding);
        Assert.InRange((await response.Content.ReadAsByteArrayAsync(Cancellation)).Length, 1, 500);
    }

    [Theory]
    [InlineData("POST /file", "text/csv", "a,b\n1,2\n", "text/csv")]
    [InlineData("POST /file", "", "", "application/octet-stream")]
    [InlineData("PUT /uploads/x", "image/svg+xml", "<svg/>", "image/svg+xml")]
    public async Task A_raw_body_goes_through_as_it_is(string request, string contentType, string body, string expectedType)
    {
        var answer = (await server.SendAsync(request, body, contentType)).Expect(200);
        Assert.Equal((body, expectedType), (answer.Text, answer.ContentType));
    }

    [Fact]
    public async Task A_raw_body_is_an_ordinary_message_elsewhere()
    {
        var answer = (await server.SendAsync("POST /uploads/x", "abc", "text/plain")).Expect(200);
        Assert.Equal("""{"name":"x","file":{"contentType":"text/plain","data":"YWJj","extensions":[]}}""", answer.Text);
    }

    [Theory]
    [InlineData("text/html")]
    [InlineData("application/xml, application/json;q=0")]
    public async Task A_response_is_json_whatever_is_accepted(string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/everything") { Headers = { { "accept", accept } } };
        Assert.Equal("application/json; charset=utf-8", (await server.SendAsync(request)).Expect(200).ContentType);
    }

    [Fact]
    public async Task A_response_has_its_length()
    {
        using var request = JsonRequests.Post("/things:name", "null"u8.ToArray());
        using var answer = await server.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        Assert.Equal((2, null), (answer.Content.Headers.ContentLength, answer.Headers.TransferEncodingChunked));
    }

    [Fact]
    public async Task Settings_change_what_is_written()
    {
        const string Body = """{"int64Value":5,"enumValue":"COLOR_RED","messageValue":{},"int64s":["6"],"any":{"@type":"type.googleapis.com/transcoding.v1.Part","product_id":"p"}}""";
        await using var own = await TranscodingServer.StartAsync(json: options =>
        {
            options.JsonSettings.IgnoreDefaultValues = true;
            options.JsonSettings.PreserveProtoFieldNames = true;
            options.JsonSettings.WriteEnumsAsIntegers = true;
            options.JsonSettings.WriteInt64sAsStrings = true;
            options.JsonSettings.WriteIndented = true;
            options.TypeRegistry = TypeRegistry.FromMessages(V1.Part.Descriptor);
        });
        Assert.Equal(
            """
            {
              "int64_value": "5",
              "enum_value": 1,
              "message_value": {},
              "int64s": [
                "6"
              ],
              "any": {
                "@type": "type.googleapis.com/transcoding.v1.Part",
                "product_id": "p"
              }
            }
            """,
            (await own.SendAsync("POST /everything", Body)).Expect(200).Text);
        Assert.Equal("\"1\"\n", (await own.SendAsync("GET /count/1/names")).Expect(200).Text);
    }

    [Fact]
    public async Task Json_comes_over_http2_as_well()
    {
        await using var own = await TranscodingServer.StartAsync(protocols: HttpProtocols.Http2);
        using var request = Post("/struct", "{\"a\":1}"u8.ToArray());
        (request.Version, request.VersionPolicy) = (HttpVersion.Version20, HttpVersionPolicy.RequestVersionExact);
        Assert.Equal("""{"a":1}""", (await own.SendAsync(request)).Expect(200).Text);
    }

    [Theory]
    [InlineData("soon", 400)]
    [InlineData("0m", 504)]
    public async Task A_deadline_that_cannot_be_kept_is_refused(string timeout, int status)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/everything") { Headers = { { "grpc-timeout", timeout } } };
        (await server.SendAsync(request)).Expect(status);
    }
}
