using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Encodings.Web;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Grpc.JsonTranscoding;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Grpc.Tests.Transcoding;

public sealed class CallTests(TranscodingServer server) : IClassFixture<TranscodingServer>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, 499)]
    [InlineData(2, 500)]
    [InlineData(3, 400)]
    [InlineData(4, 504)]
    [InlineData(5, 404)]
    [InlineData(6, 409)]
    [InlineData(7, 403)]
    [InlineData(8, 429)]
    [InlineData(9, 400)]
    [InlineData(10, 409)]
    [InlineData(11, 400)]
    [InlineData(12, 501)]
    [InlineData(13, 500)]
    [InlineData(14, 503)]
    [InlineData(15, 500)]
    [InlineData(16, 401)]
    [InlineData(99, 500)]
    public async Task Each_status_has_its_http_status(int code, int httpStatus)
    {
        var answer = (await FailAsync("é", code)).Expect(httpStatus);
        Assert.Equal($$"""{"code":{{code}},"message":"é","details":[]}""", answer.Text);
        Assert.Equal("application/json; charset=utf-8", answer.ContentType);
    }

    [Fact]
    public async Task Details_are_written_whatever_is_registered() =>
        Assert.Equal(
            """
            [{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"PLAN_REQUIRED","domain":"tests","metadata":{"plan":"pro"}},
            {"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"1.500s"},
            {"@type":"type.googleapis.com/unknown.Type","value":"YWJj"}]
            """.ReplaceLineEndings(""),
            (await FailAsync("details")).Expect(400)["details"]);

    [Fact]
    public async Task An_unhandled_exception_tells_nothing()
    {
        var answer = (await FailAsync("throw")).Expect(500);
        Assert.Equal(("2", "Exception was thrown by handler."), (answer["code"], answer.Message));
    }

    [Fact]
    public async Task An_unhandled_exception_tells_more_if_it_should()
    {
        await using var detailed = await TranscodingServer.StartAsync(grpc: options => options.EnableDetailedErrors = true);
        Assert.Contains("a secret", (await detailed.SendAsync("POST /fail", """{"name":"throw"}""")).Expect(500).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("status", 404, "said by the context")]
    [InlineData("nothing", 500, "The method returned no message.")]
    [InlineData("time", 500, "Exception was thrown by handler.")] // it cannot be written
    public async Task Other_ends_of_a_call(string name, int status, string message) =>
        Assert.Equal(message, (await FailAsync(name)).Expect(status).Message);

    [Fact]
    public async Task Trailers_of_an_error_are_headers() =>
        Assert.Equal("7", (await FailAsync("trailers")).Expect(429).Headers.RetryAfter!.ToString());

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
        using var impatience = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => own.Http.GetAsync("/wait", impatience.Token));
        await own.Echo.Cancelled.Task.WaitAsync(TimeSpan.FromSeconds(10), Cancellation);
    }

    [Theory]
    [InlineData("application/json", 200)]
    [InlineData("Application/JSON; Charset=\"UTF-8\"", 200)]
    [InlineData("application/merge-patch+json", 200)]
    [InlineData("application/x-www-form-urlencoded", 415)]
    [InlineData("text/plain", 415)]
    [InlineData("application/json; charset=latin1", 415)]
    [InlineData("nonsense", 415)]
    [InlineData("", 415)]
    public async Task Only_json_is_read_as_json(string contentType, int status) =>
        (await server.SendAsync("POST /everything", "{}", contentType)).Expect(status);

    [Fact]
    public async Task An_endpoint_may_take_text_for_json()
    {
        await using var own = await TranscodingServer.StartAsync(
            endpoints: service => service.WithMetadata(new AcceptsMetadata(["*/*", "text/plain"])));
        (await own.SendAsync("POST /everything", "{}", "text/plain;charset=UTF-8")).Expect(200);
        (await own.SendAsync("POST /everything", "{}", "text/html")).Expect(415);
    }

    [Theory]
    [InlineData("utf-16", "utf-16", false)]
    [InlineData("utf-16", "utf-16", true)]
    [InlineData("utf-16", "utf-16BE", true)]
    [InlineData("utf-16be", "utf-16BE", false)]
    [InlineData("utf-16le", "utf-16", false)]
    [InlineData("utf-8", "utf-8", true)]
    public async Task Other_encodings_of_unicode_are_read(string charset, string encoding, bool hasByteOrderMark)
    {
        var text = Encoding.GetEncoding(encoding);
        byte[] body = [.. hasByteOrderMark ? text.GetPreamble() : [], .. text.GetBytes("""{"stringValue":"é😀"}""")];
        using var request = Post("/everything", body);
        request.Content!.Headers.ContentType = MediaTypeHeaderValue.Parse($"application/json; charset={charset}");

        var answer = (await server.SendAsync(request)).Expect(200);
        Assert.Equal("é😀", (string?)answer.Json["stringValue"]);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    [InlineData("identity")]
    public async Task A_compressed_body_is_inflated(string encoding)
    {
        using var request = Post("/everything", Compress(encoding, """{"int32Value":5}"""), encoding);
        Assert.Equal("5", (await server.SendAsync(request)).Expect(200)["int32Value"]);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task What_is_not_compressed_as_it_says_is_refused(string encoding)
    {
        using var corrupt = Post("/everything", Encoding.UTF8.GetBytes("""{"int32Value":5}"""), encoding);
        var answer = (await server.SendAsync(corrupt)).Expect(400);
        Assert.Equal(("3", $"The body is not {encoding}, as content-encoding says."), (answer["code"], answer.Message));
    }

    [Fact]
    public async Task An_unknown_compression_is_refused()
    {
        using var unknown = Post("/everything", Encoding.UTF8.GetBytes("{}"), "zstd");
        (await server.SendAsync(unknown)).Expect(415);
    }

    [Theory]
    [InlineData("gzip", 1)]
    [InlineData("gzip", 8)]
    [InlineData("gzip", 9)]
    [InlineData("br", 1)]
    [InlineData("deflate", 1)]
    [InlineData("deflate", 4)]
    [InlineData("deflate", 5)]
    public async Task A_compressed_body_that_was_cut_off_is_refused(string encoding, int missing)
    {
        // Blanks behind the object, so that what is left of it would be JSON still.
        var body = Compress(encoding, """{"int32Value":5}""" + new string(' ', 5000));
        using var request = Post("/everything", body[..^missing], encoding);
        (await server.SendAsync(request)).Expect(400);
    }

    [Fact]
    public async Task A_body_of_several_gzip_members_is_inflated()
    {
        byte[] body = [.. Compress("gzip", """{"int32Value":"""), .. Compress("gzip", "51}")];
        using var whole = Post("/everything", body, "gzip");
        using var cut = Post("/everything", body[..^1], "gzip");
        Assert.Equal("51", (await server.SendAsync(whole)).Expect(200)["int32Value"]);
        (await server.SendAsync(cut)).Expect(400);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task The_size_limit_holds_after_inflating(string? encoding)
    {
        await using var own = await TranscodingServer.StartAsync(grpc: options => options.MaxReceiveMessageSize = 10_000);
        foreach (var (length, status) in new[] { (9_000, 200), (10_001, 413), (5_000_000, 413) })
        {
            var json = $"{{\"stringValue\":\"{new string('x', length - 18)}\"}}";
            using var request = Post("/everything", encoding is null ? Encoding.UTF8.GetBytes(json) : Compress(encoding, json), encoding);
            var answer = (await own.SendAsync(request)).Expect(status);
            Assert.Equal(status == 413 ? "8" : "", answer["code"]);
        }
    }

    [Fact]
    public async Task The_size_limit_may_be_larger_than_the_servers()
    {
        await using var own = await TranscodingServer.StartAsync(
            services: services => services.Configure<KestrelServerOptions>(kestrel => kestrel.Limits.MaxRequestBodySize = 1000));
        using var request = Post("/things:name", Encoding.UTF8.GetBytes($"\"{new string('x', 5000)}\""));
        (await own.SendAsync(request)).Expect(200);
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

    [Fact]
    public async Task A_response_has_its_length()
    {
        using var response = await server.Http.GetAsync("/things:name", Cancellation);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        using var answer = await server.Http.PostAsync("/things:name", null, Cancellation);
        Assert.Equal(2, answer.Content.Headers.ContentLength);
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
    public async Task Interceptors_stand_around_json_calls_too()
    {
        await using var own = await TranscodingServer.StartAsync(grpc: options => options.Interceptors.Add<Refusing>());
        Assert.Equal("not today", (await own.SendAsync("GET /everything")).Expect(403).Message);
    }

    [Fact]
    public async Task Conventions_hold_for_json_endpoints_too()
    {
        await using var own = await TranscodingServer.StartAsync(
            services: services => services.AddAuthorization().AddAuthentication("none").AddScheme<AuthenticationSchemeOptions, Nobody>("none", _ => { }),
            application: app => app.UseAuthentication().UseAuthorization(),
            endpoints: service => service.RequireAuthorization());
        (await own.SendAsync("GET /everything")).Expect(401);
    }

    [Fact]
    public void Every_endpoint_tells_its_rule()
    {
        var rules = server.Metadata<GrpcJsonTranscodingMetadata>().Where(metadata => metadata.MethodDescriptor.Name == "Count");
        Assert.Equal([("/count/{number}", ""), ("/count/{number}/names", "name")], rules.Select(metadata => (metadata.HttpRule.Get, metadata.HttpRule.ResponseBody)));
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

    [Fact]
    public async Task A_preflight_is_no_call()
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, "/everything")
        {
            Headers = { { "origin", "https://shop.example" }, { "access-control-request-method", "POST" } },
        };
        (await server.SendAsync(request)).Expect(405);
    }

    [Fact]
    public async Task A_preflight_is_answered_by_the_cors_middleware()
    {
        await using var own = await TranscodingServer.StartAsync(
            services: services => services.AddCors(cors => cors.AddDefaultPolicy(policy => policy.AllowAnyOrigin().AllowAnyMethod())),
            application: app => app.UseCors());
        using var request = new HttpRequestMessage(HttpMethod.Options, "/everything")
        {
            Headers = { { "origin", "https://shop.example" }, { "access-control-request-method", "POST" } },
        };
        Assert.Equal(["POST"], (await own.SendAsync(request)).Expect(204).Headers.GetValues("access-control-allow-methods"));
    }

    private Task<JsonAnswer> FailAsync(string name, int number = 0) =>
        server.SendAsync("POST /fail", $$"""{"name":"{{name}}","number":{{number}}}""");

    private static HttpRequestMessage Post(string path, byte[] body, string? encoding = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (encoding is not null)
            request.Content.Headers.ContentEncoding.Add(encoding);
        return request;
    }

    private static byte[] Compress(string encoding, string text)
    {
        using var compressed = new MemoryStream();
        using (Stream stream = encoding switch
        {
            "gzip" => new GZipStream(compressed, CompressionLevel.Optimal),
            "br" => new BrotliStream(compressed, CompressionLevel.Optimal),
            "deflate" => new ZLibStream(compressed, CompressionLevel.Optimal),
            _ => compressed,
        })
        {
            stream.Write(Encoding.UTF8.GetBytes(text));
        }

        return compressed.ToArray();
    }

    private sealed class Refusing : Interceptor
    {
        public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
            TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation) =>
            throw new RpcException(new Status(StatusCode.PermissionDenied, "not today"));
    }

    private sealed class Nobody(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(AuthenticateResult.NoResult());
    }
}
