using System.IO.Compression;
using System.Net;
using System.Text;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Tests.Client;
using Grpc.Tests.Interop;
using Grpc.Tests.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace Grpc.Tests.Fuzzing;

/// <summary>Whatever comes, the server answers, goes on, and keeps nothing of it.</summary>
[Collection(nameof(Alone))]
public sealed class ServerFuzzTests
{
    private static readonly HttpStatusCode[] Expected =
        [HttpStatusCode.OK, HttpStatusCode.NotFound, HttpStatusCode.UnsupportedMediaType, HttpStatusCode.UpgradeRequired];

    [Fact]
    public async Task Calls_of_any_bytes_are_answered()
    {
        await using var server = await StartAsync();

        await Alone.FuzzAsync(2500, seed => CallAsync(server, new Random(seed)), () => AssertWell(server));

        Assert.Equal("0", (await server.Http2.CallAsync("Echo", new EchoRequest())).Status);
    }

    [Fact]
    public async Task Connections_of_any_bytes_come_to_an_end()
    {
        await using var server = await StartAsync();
        byte[] connection =
        [
            .. Http2Peer.Frame(Http2Peer.Settings),
            .. Http2Peer.Frame(Http2Peer.Headers, Http2Peer.EndHeaders, stream: 1, Http2Peer.CallHeaders($"/{RawClient.Service}/Chat", "application/grpc")),
            .. Http2Peer.Frame(Http2Peer.Data, 0, stream: 1, RawClient.Frame(new ChatMessage { Text = "hello" })),
            .. Http2Peer.Frame(Http2Peer.Data, Http2Peer.EndStream, stream: 1, RawClient.Frame(new ChatMessage { Text = "bye" })),
        ];

        await Alone.FuzzAsync(
            600,
            async seed =>
            {
                using var caller = await Http2Peer.ConnectAsync(server.Http2Address);
                await caller.EndAsync(new Random(seed).Mutate(connection));
            },
            () => AssertWell(server));

        Assert.Equal("0", (await server.Http2.CallAsync("Echo", new EchoRequest())).Status);
    }

    private static Task<InteropServer> StartAsync() =>
        InteropServer.StartAsync<Mirror>(application: app => app.UseGrpcWeb(new GrpcWebOptions { DefaultEnabled = true }));

    private static async Task CallAsync(InteropServer server, Random random)
    {
        var contentType = random.Pick("application/grpc", "application/grpc", "application/grpc-web", "application/grpc-web-text", "application/grpc;a=b", "text/plain");
        var body = random.Mutate(Body(random));
        if (contentType.EndsWith("text", StringComparison.Ordinal))
            body = random.Mutate(Encoding.ASCII.GetBytes(Convert.ToBase64String(body)));
        var client = contentType.Contains("web", StringComparison.Ordinal) && random.Next(2) == 0 ? server.Http1 : server.Http2;

        var response = await client.SendAsync(
            $"/{RawClient.Service}/{random.Pick("Echo", "Sum", "Count", "Chat", "Nothing")}",
            body,
            contentType,
            ("accept", random.Pick("*/*", "application/grpc-web-text")),
            ("grpc-timeout", random.Pick("10S", "10S", "1M", "0n", "1m", "99999999H", "S1")),
            ("grpc-encoding", random.Pick("identity", "gzip", "gzip", "deflate", "zstd")),
            ("some-bin", random.Pick("AAE", "AAE=", "A", "?")));

        Assert.Contains(response.HttpStatus, Expected);
        if (response.Status is { } status)
            Assert.InRange(int.Parse(status, System.Globalization.CultureInfo.InvariantCulture), 0, 16);
        else if (response.HttpStatus == HttpStatusCode.OK)
            Assert.Contains("web", response.Headers["content-type"], StringComparison.Ordinal); // in the last frame
    }

    private static byte[] Body(Random random)
    {
        var body = new List<byte>();
        for (var count = random.Next(1, 4); count > 0; count--)
        {
            var message = random.Pick<IMessage>(
                new EchoRequest { Text = "hello", Payload = ByteString.CopyFrom(new byte[random.Next(100)]) },
                new Number { Value = random.NextInt64() },
                new CountRequest { To = 3 },
                new ChatMessage { Text = "hello" }).ToByteArray();
            var compress = random.Next(4) == 0;
            body.AddRange(RawClient.Frame(random.Mutate(compress ? Compress(message) : message), compress ? (byte)1 : (byte)0));
        }

        return [.. body];
    }

    private static byte[] Compress(byte[] message)
    {
        using var compressed = new MemoryStream();
        using (var stream = new GZipStream(compressed, CompressionLevel.Fastest))
            stream.Write(message);
        return compressed.ToArray();
    }

    private static void AssertWell(InteropServer server)
    {
        Assert.DoesNotContain(server.Log.All, entry => entry.Level >= LogLevel.Error && !IsCutUpload(entry));
        server.Log.Clear();
    }

    // A deadline that passes amid an upload over HTTP/1.1: Kestrel takes the read that it cancelled for one that goes on, says so, and closes the connection.
    private static bool IsCutUpload(LogEntry entry) =>
        entry is { Category: "Microsoft.AspNetCore.Server.Kestrel", Exception: InvalidOperationException } && entry.Message.Contains("automatic draining of the request body", StringComparison.Ordinal);

    /// <summary>Answers with what came, and with no more than came: a mutated request may ask for gigabytes.</summary>
    private sealed class Mirror : Interop.InteropService.InteropServiceBase
    {
        public override Task<EchoResponse> Echo(EchoRequest request, ServerCallContext context)
        {
            context.ResponseTrailers.Add("headers", $"{context.RequestHeaders.Count}");
            return Task.FromResult(new EchoResponse { Text = request.Text, Payload = request.Payload });
        }

        public override async Task<SumResponse> Sum(IAsyncStreamReader<Number> requestStream, ServerCallContext context)
        {
            var response = new SumResponse();
            await foreach (var number in requestStream.ReadAllAsync(context.CancellationToken))
                response.Sum = unchecked(response.Sum + number.Value);
            return response;
        }

        public override async Task Count(CountRequest request, IServerStreamWriter<Number> responseStream, ServerCallContext context)
        {
            for (var value = 1; value <= Math.Min(request.To, 100); value++)
                await responseStream.WriteAsync(new Number { Value = value }, context.CancellationToken);
        }

        public override async Task Chat(
            IAsyncStreamReader<ChatMessage> requestStream, IServerStreamWriter<ChatMessage> responseStream, ServerCallContext context)
        {
            await foreach (var message in requestStream.ReadAllAsync(context.CancellationToken))
                await responseStream.WriteAsync(message, context.CancellationToken);
        }
    }
}
