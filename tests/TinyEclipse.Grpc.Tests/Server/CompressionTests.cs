using System.IO.Compression;
using Google.Protobuf;
using Grpc.Net.Compression;
using Grpc.Tests.Interop;

namespace Grpc.Tests.Server;

public sealed class CompressionTests
{
    private const byte Compressed = 1;

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public async Task A_compressed_message_is_read(string encoding)
    {
        await using var server = await InteropServer.StartAsync();

        var response = await server.Http2.CallAsync(
            "Echo", RawClient.Frame(Compress(encoding, new EchoRequest { Text = "hello" }.ToByteArray()), Compressed), ("grpc-encoding", encoding));

        Assert.Equal("hello", response.OnlyMessage(EchoResponse.Parser).Text);
    }

    [Fact]
    public async Task A_compressing_caller_may_send_a_message_as_it_is()
    {
        await using var server = await InteropServer.StartAsync();

        Assert.Equal("0", (await server.Http2.CallAsync("Echo", new EchoRequest(), ("grpc-encoding", "gzip"))).Status);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("identity")]
    public async Task A_compressed_message_must_say_how(string? encoding)
    {
        await using var server = await InteropServer.StartAsync();
        (string, string)[] headers = encoding is null ? [] : [("grpc-encoding", encoding)];

        var response = await server.Http2.CallAsync("Echo", RawClient.Frame(Compress("gzip", []), Compressed), headers);

        Assert.Equal("13", response.Status);
    }

    [Fact]
    public async Task An_unknown_encoding_is_answered_with_the_known_ones()
    {
        await using var server = await InteropServer.StartAsync();

        var response = await server.Http2.CallAsync("Echo", RawClient.Frame([1, 2], Compressed), ("grpc-encoding", "snappy"));

        Assert.Equal(("12", "identity,gzip,deflate"), (response.Status, response.Headers["grpc-accept-encoding"]));
    }

    [Theory]
    [InlineData("Echo")]
    [InlineData("Sum")]
    public async Task Bytes_that_are_no_gzip_are_an_unknown_error(string method)
    {
        await using var server = await InteropServer.StartAsync();
        var cutOff = Compress("gzip", [1, 2, 3])[..^1];

        foreach (var payload in (byte[][])[[1, 2, 3], cutOff])
        {
            var response = await server.Http2.CallAsync(method, RawClient.Frame(payload, Compressed), ("grpc-encoding", "gzip"));

            Assert.Equal(("2", "The message could not be decompressed."), (response.Status, response.Message));
        }
    }

    [Theory]
    [InlineData("Echo")]
    [InlineData("Sum")]
    public async Task A_small_message_that_would_become_a_huge_one_is_refused(string method)
    {
        await using var server = await InteropServer.StartAsync();
        var bomb = Compress("gzip", new byte[64 * 1024 * 1024]);
        Assert.True(bomb.Length < 1024 * 1024);

        var response = await server.Http2.CallAsync(method, RawClient.Frame(bomb, Compressed), ("grpc-encoding", "gzip"));

        Assert.Equal("8", response.Status);
    }

    [Fact]
    public async Task Responses_are_compressed_if_the_server_wants_and_the_caller_can()
    {
        await using var server = await InteropServer.StartAsync(options => options.ResponseCompressionAlgorithm = "gzip");

        var response = await server.Http2.CallAsync("Echo", new EchoRequest { ResponseSize = 10_000 }, ("grpc-accept-encoding", "identity, gzip"));

        Assert.Equal("gzip", response.Headers["grpc-encoding"]);
        var (flags, payload) = Assert.Single(response.Frames);
        Assert.Equal(Compressed, flags);
        Assert.Equal(10_000, EchoResponse.Parser.ParseFrom(Decompress(payload)).Payload.Length);
    }

    [Theory]
    [InlineData(true, "identity,deflate", false)] // the caller cannot
    [InlineData(true, "gzip", true)] // the service does not want this message compressed
    [InlineData(false, "gzip", false)] // nobody asked for it
    public async Task Otherwise_responses_are_sent_as_they_are(bool serverCompresses, string accepted, bool noCompression)
    {
        await using var server = await InteropServer.StartAsync(
            options => options.ResponseCompressionAlgorithm = serverCompresses ? "gzip" : null);

        var response = await server.Http2.CallAsync("Echo", new EchoRequest { NoCompression = noCompression }, ("grpc-accept-encoding", accepted));

        Assert.Equal(0, Assert.Single(response.Frames).Flags);
    }

    [Theory]
    [InlineData(CompressionLevel.SmallestSize, true)]
    [InlineData(CompressionLevel.NoCompression, false)]
    public async Task The_server_says_how_hard_to_compress(CompressionLevel level, bool isSmaller)
    {
        await using var server = await InteropServer.StartAsync(options =>
        {
            options.ResponseCompressionAlgorithm = "gzip";
            options.ResponseCompressionLevel = level;
        });

        var response = await server.Http2.CallAsync("Echo", new EchoRequest { ResponseSize = 10_000 }, ("grpc-accept-encoding", "gzip"));

        var (flags, payload) = Assert.Single(response.Frames);
        Assert.Equal((Compressed, isSmaller), (flags, payload.Length < 10_000));
    }

    [Fact]
    public async Task The_server_may_bring_compressions_of_its_own()
    {
        await using var server = await InteropServer.StartAsync(options => options.CompressionProviders.Add(new Reversing()));

        var response = await server.Http2.CallAsync(
            "Echo", RawClient.Frame([.. new EchoRequest { Text = "hello" }.ToByteArray().Reverse()], Compressed), ("grpc-encoding", "reverse"));

        Assert.Equal("hello", response.OnlyMessage(EchoResponse.Parser).Text);
    }

    [Fact]
    public async Task An_algorithm_without_a_provider_stops_the_start()
    {
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(
            () => InteropServer.StartAsync(options => options.ResponseCompressionAlgorithm = "br"));

        Assert.Contains("'br'", refused.Message, StringComparison.Ordinal);
    }

    private static byte[] Compress(string encoding, byte[] bytes)
    {
        using var compressed = new MemoryStream();
        using (Stream stream = encoding == "gzip"
            ? new GZipStream(compressed, CompressionLevel.Fastest)
            : new ZLibStream(compressed, CompressionLevel.Fastest))
        {
            stream.Write(bytes);
        }

        return compressed.ToArray();
    }

    private static byte[] Decompress(byte[] bytes)
    {
        using var inflated = new MemoryStream();
        using var stream = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
        stream.CopyTo(inflated);
        return inflated.ToArray();
    }

    private sealed class Reversing : ICompressionProvider
    {
        public string EncodingName => "reverse";

        public Stream CreateCompressionStream(Stream stream, CompressionLevel? compressionLevel) => throw new NotSupportedException();

        public Stream CreateDecompressionStream(Stream stream)
        {
            var bytes = new List<byte>();
            for (var next = stream.ReadByte(); next >= 0; next = stream.ReadByte())
                bytes.Insert(0, (byte)next);
            return new MemoryStream([.. bytes]);
        }
    }
}
