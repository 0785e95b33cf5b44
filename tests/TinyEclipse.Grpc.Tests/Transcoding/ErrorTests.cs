namespace Grpc.Tests.Transcoding;

public sealed class ErrorTests(TranscodingServer server) : IClassFixture<TranscodingServer>
{
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

    private Task<JsonAnswer> FailAsync(string name, int number = 0) =>
        server.SendAsync("POST /fail", $$"""{"name":"{{name}}","number":{{number}}}""");
}
