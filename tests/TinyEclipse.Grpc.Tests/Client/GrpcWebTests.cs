using System.Text;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Web;
using Grpc.Tests.Interop;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Grpc.Tests.Client;

/// <summary>Against responses written by hand, byte for byte as the protocol has them.</summary>
public sealed class GrpcWebTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(GrpcWebMode.GrpcWeb)]
    [InlineData(GrpcWebMode.GrpcWebText)]
    public async Task A_call_goes_over_http_1_1(GrpcWebMode mode)
    {
        var seen = "";
        await using var server = await WebServerAsync(async http =>
        {
            var request = await ReadRequestAsync(http);
            seen = $"{http.Request.Protocol} {http.Request.ContentType} {http.Request.Headers.Accept} {http.Request.Headers["te"]}";
            await AnswerAsync(http, mode, [new EchoResponse { Text = request.Text }], "grpc-status: 0\r\nhint: kept\r\n");
        });
        using var channel = Open(server, mode);
        using var call = new Interop.InteropService.InteropServiceClient(channel).EchoAsync(new EchoRequest { Text = "over the web" }, cancellationToken: Token);

        Assert.Equal("over the web", (await call).Text);
        Assert.Equal("kept", call.GetTrailers().GetValue("hint"));
        var contentType = mode == GrpcWebMode.GrpcWeb ? "application/grpc-web" : "application/grpc-web-text";
        Assert.Equal($"HTTP/1.1 {contentType} {contentType} ", seen);
    }

    [Theory]
    [InlineData(GrpcWebMode.GrpcWeb)]
    [InlineData(GrpcWebMode.GrpcWebText)]
    public async Task A_response_stream_arrives_message_by_message(GrpcWebMode mode)
    {
        var proceed = new SemaphoreSlim(0);
        await using var server = await WebServerAsync(async http =>
        {
            Begin(http, mode);
            for (var value = 1; value <= 3; value++)
            {
                await WriteAsync(http, mode, RawAnswer.Frame(new Number { Value = value }.ToByteArray()));
                await proceed.WaitAsync(http.RequestAborted);
            }

            await WriteAsync(http, mode, RawAnswer.Frame(Encoding.ASCII.GetBytes("grpc-status:10\r\ngrpc-message:a%20b"), 0x80));
        });
        using var channel = Open(server, mode);
        using var call = new Interop.InteropService.InteropServiceClient(channel).Count(new CountRequest(), cancellationToken: Token);

        for (var value = 1; value <= 3; value++)
        {
            Assert.True(await call.ResponseStream.MoveNext(Token));
            Assert.Equal(value, call.ResponseStream.Current.Value);
            proceed.Release();
        }

        var failure = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(Token));
        Assert.Equal((StatusCode.Aborted, "a b"), (failure.StatusCode, failure.Status.Detail));
    }

    [Fact]
    public async Task Base64_may_come_in_pieces_of_any_size()
    {
        var frames = Enumerable.Range(1, 200)
            .Select(value => RawAnswer.Frame(new Number { Value = value * 1_000_000L }.ToByteArray()))
            .Append(RawAnswer.Frame(Encoding.ASCII.GetBytes("grpc-status: 0\r\n"), 0x80))
            .Select(Convert.ToBase64String);
        var text = Encoding.ASCII.GetBytes(string.Concat(frames));
        await using var server = await WebServerAsync(async http =>
        {
            Begin(http, GrpcWebMode.GrpcWebText);
            for (var (i, size) = (0, 1); i < text.Length; i += size, size = (size % 13) + 1)
            {
                await http.WriteAsync(text[i..Math.Min(i + size, text.Length)]);
                await http.Response.Body.FlushAsync(http.RequestAborted);
            }
        });
        using var channel = Open(server, GrpcWebMode.GrpcWebText);
        using var call = new Interop.InteropService.InteropServiceClient(channel).Count(new CountRequest(), cancellationToken: Token);

        var values = await call.ResponseStream.ReadAllAsync(Token).Select(number => number.Value).ToListAsync(Token);

        Assert.Equal(Enumerable.Range(1, 200).Select(value => value * 1_000_000L), values);
    }

    [Fact]
    public async Task A_failure_may_come_in_the_headers()
    {
        await using var server = await WebServerAsync(http =>
        {
            http.Response.ContentType = "application/grpc-web";
            http.Response.Headers["grpc-status"] = "5";
            http.Response.Headers["grpc-message"] = "gone";
            return Task.CompletedTask;
        });

        Assert.Equal((StatusCode.NotFound, "gone"), await FailureOfAsync(server));
    }

    [Fact]
    public async Task A_response_without_trailers_has_failed()
    {
        await using var server = await WebServerAsync(http => AnswerAsync(http, GrpcWebMode.GrpcWeb, [new EchoResponse()], trailers: null));

        Assert.Equal(StatusCode.Internal, (await FailureOfAsync(server)).Status);
    }

    [Fact]
    public async Task A_server_that_speaks_no_grpc_web_is_found_out()
    {
        await using var server = await WebServerAsync(http =>
        {
            http.Response.ContentType = "application/json";
            return http.Response.WriteAsync("{}", http.RequestAborted);
        });

        Assert.NotEqual(StatusCode.OK, (await FailureOfAsync(server)).Status);
    }

    private static async Task<(StatusCode Status, string Detail)> FailureOfAsync(RawServer server)
    {
        using var channel = Open(server, GrpcWebMode.GrpcWeb);
        var failure = await new Interop.InteropService.InteropServiceClient(channel).EchoAsync(new EchoRequest(), cancellationToken: Token).FailureAsync();
        return (failure.StatusCode, failure.Status.Detail);
    }

    private static Task<RawServer> WebServerAsync(RequestDelegate handler) => RawServer.StartAsync(handler, HttpProtocols.Http1);

    private static GrpcChannel Open(RawServer server, GrpcWebMode mode) =>
        server.Channel(options =>
        {
            options.HttpHandler = new GrpcWebHandler(mode, new SocketsHttpHandler());
            options.DisposeHttpClient = true;
        });

    private static async Task<EchoRequest> ReadRequestAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        var bytes = http.Request.ContentType == "application/grpc-web-text" ? Convert.FromBase64String(Encoding.ASCII.GetString(body.ToArray())) : body.ToArray();
        return EchoRequest.Parser.ParseFrom(bytes[5..]);
    }

    private static async Task AnswerAsync(HttpContext http, GrpcWebMode mode, IMessage[] messages, string? trailers)
    {
        Begin(http, mode);
        foreach (var message in messages)
            await WriteAsync(http, mode, RawAnswer.Frame(message.ToByteArray()));
        if (trailers is not null)
            await WriteAsync(http, mode, RawAnswer.Frame(Encoding.ASCII.GetBytes(trailers), 0x80));
    }

    private static void Begin(HttpContext http, GrpcWebMode mode) =>
        http.Begin(mode == GrpcWebMode.GrpcWeb ? "application/grpc-web+proto" : "application/grpc-web-text+proto");

    private static async Task WriteAsync(HttpContext http, GrpcWebMode mode, byte[] bytes)
    {
        await http.WriteAsync(mode == GrpcWebMode.GrpcWeb ? bytes : Encoding.ASCII.GetBytes(Convert.ToBase64String(bytes)));
        await http.Response.Body.FlushAsync(http.RequestAborted);
    }
}
