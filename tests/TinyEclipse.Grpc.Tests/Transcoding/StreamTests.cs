using System.IO.Compression;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Grpc.Tests.Transcoding;

public sealed class StreamTests(TranscodingServer server) : IClassFixture<TranscodingServer>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null, "application/json; charset=utf-8")]
    [InlineData("*/*", "application/json; charset=utf-8")]
    [InlineData("application/x-ndjson", "application/x-ndjson")]
    [InlineData("application/json", "application/json; charset=utf-8")]
    [InlineData("text/html, application/json;q=0.9, */*;q=0.1", "application/json; charset=utf-8")]
    [InlineData("image/png", "application/json; charset=utf-8")]
    [InlineData("text/event-stream;q=0, application/json", "application/json; charset=utf-8")]
    public async Task Messages_come_a_line_each(string? accept, string contentType)
    {
        var answer = (await GetAsync("/count/2/names", accept)).Expect(200);
        Assert.Equal(("\"1\"\n\"2\"\n", contentType), (answer.Text, answer.ContentType));
    }

    [Fact]
    public async Task A_line_is_a_whole_message() =>
        Assert.Equal(
            ["1", "2", "3"],
            (await GetAsync("/count/3")).Expect(200).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => System.Text.Json.Nodes.JsonNode.Parse(line)!["number"]!.ToJsonString()));

    [Theory]
    [InlineData("text/event-stream")]
    [InlineData("text/event-stream, application/json;q=0.5")]
    public async Task A_browser_gets_events(string accept)
    {
        var answer = (await GetAsync("/count/2/names", accept)).Expect(200);
        Assert.Equal(("data: \"1\"\n\ndata: \"2\"\n\nevent: end\ndata: {}\n\n", "text/event-stream"), (answer.Text, answer.ContentType));
        Assert.True(answer.Headers.CacheControl!.NoCache);
    }

    [Fact]
    public async Task No_messages_are_an_empty_body()
    {
        var answer = (await GetAsync("/count/0")).Expect(200);
        Assert.Equal(("", "application/json; charset=utf-8"), (answer.Text, answer.ContentType));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("text/event-stream")]
    public async Task An_error_before_the_first_message_is_the_response(string? accept)
    {
        var answer = (await GetAsync("/count/-1", accept)).Expect(400);
        Assert.Equal(("11", "cannot count down", "application/json; charset=utf-8"), (answer["code"], answer.Message, answer.ContentType));
    }

    [Theory]
    [InlineData(null, "\"1\"\n{\"code\":10,\"message\":\"enough\",\"details\":[]}\n")]
    [InlineData("text/event-stream", "data: \"1\"\n\nevent: error\ndata: {\"code\":10,\"message\":\"enough\",\"details\":[]}\n\n")]
    public async Task A_later_error_is_the_last_line_or_event(string? accept, string expected) =>
        Assert.Equal(expected, (await GetAsync("/count/1/names?name=enough", accept)).Expect(200).Text);

    [Fact]
    public async Task A_message_is_sent_when_it_is_written()
    {
        using var response = await server.Http.GetAsync("/count/2/names?name=wait", HttpCompletionOption.ResponseHeadersRead, Cancellation);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(Cancellation));

        Assert.Equal("\"1\"", await lines.ReadLineAsync(Cancellation));
        Assert.Equal("\"2\"", await lines.ReadLineAsync(Cancellation));
    }

    [Fact]
    public async Task A_service_opens_its_stream_when_it_likes()
    {
        using var response = await server.Http.GetAsync("/count/0?name=open", HttpCompletionOption.ResponseHeadersRead, Cancellation);
        Assert.Equal(["one"], response.Headers.GetValues("x-header"));
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task A_caller_who_goes_away_cancels_the_call()
    {
        await using var own = await TranscodingServer.StartAsync();
        using (await own.Http.GetAsync("/count/1?name=wait", HttpCompletionOption.ResponseHeadersRead, Cancellation))
        {
            Assert.False(own.Echo.Cancelled.Task.IsCompleted);
        }

        await own.Echo.Cancelled.Task.WaitAsync(TimeSpan.FromSeconds(10), Cancellation);
    }

    [Fact]
    public async Task The_deadline_ends_a_stream_with_an_error()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/count/1/names?name=wait") { Headers = { { "grpc-timeout", "200m" } } };
        Assert.Equal("\"1\"\n{\"code\":4,\"message\":\"Deadline Exceeded\",\"details\":[]}\n", (await server.SendAsync(request)).Expect(200).Text);
    }

    [Fact]
    public async Task A_stream_ends_when_the_server_stops()
    {
        await using var own = await TranscodingServer.StartAsync();
        using var response = await own.Http.GetAsync("/count/1/names?name=wait", HttpCompletionOption.ResponseHeadersRead, Cancellation);
        var body = response.Content.ReadAsStringAsync(Cancellation);
        await own.StopAsync();

        Assert.Equal("\"1\"\n{\"code\":14,\"message\":\"The server is shutting down.\",\"details\":[]}\n", await body);
    }

    [Fact]
    public async Task A_compressed_stream_is_sent_message_by_message_too()
    {
        await using var own = await TranscodingServer.StartAsync(
            services: services => services.AddResponseCompression(), application: app => app.UseResponseCompression());
        using var request = new HttpRequestMessage(HttpMethod.Get, "/count/2/names?name=wait") { Headers = { { "accept", "application/json" }, { "accept-encoding", "gzip" } } };
        using var response = await own.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        using var lines = new StreamReader(new GZipStream(await response.Content.ReadAsStreamAsync(Cancellation), CompressionMode.Decompress));

        Assert.Equal(["gzip"], response.Content.Headers.ContentEncoding);
        Assert.Equal("\"1\"", await lines.ReadLineAsync(Cancellation));
        Assert.Equal("\"2\"", await lines.ReadLineAsync(Cancellation));
    }

    [Fact]
    public async Task Raw_bodies_are_put_one_behind_another()
    {
        var answer = (await GetAsync("/stream-file/2", "text/event-stream")).Expect(200);
        Assert.Equal(("row 1\nrow 2\n", "text/csv"), (answer.Text, answer.ContentType));
    }

    [Fact]
    public async Task A_slow_reader_holds_the_service_back()
    {
        await using var own = await TranscodingServer.StartAsync();
        using var socket = new System.Net.Sockets.TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, own.Address.Port, Cancellation);
        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes("GET /stream-file/1000000000 HTTP/1.1\r\nhost: x\r\n\r\n"), Cancellation);

        int written;
        do
        {
            written = own.Echo.RowsWritten;
            await Task.Delay(TimeSpan.FromMilliseconds(500), Cancellation);
        }
        while (own.Echo.RowsWritten > written);
        Assert.InRange(written, 1, 10_000_000);
    }

    private Task<JsonAnswer> GetAsync(string path, string? accept = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (accept is not null)
            request.Headers.TryAddWithoutValidation("accept", accept);
        return server.SendAsync(request);
    }
}
