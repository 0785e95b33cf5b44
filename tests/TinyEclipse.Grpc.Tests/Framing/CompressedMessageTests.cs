using System.Buffers;
using System.IO.Compression;
using Grpc.Core;
using Grpc.Framing;
using Grpc.Net.Compression;

namespace Grpc.Tests.Framing;

public sealed class CompressedMessageTests
{
    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("own gzip")]
    [InlineData("own br")]
    [InlineData("br that reads ahead")]
    [InlineData("deflate that reads ahead")]
    public void A_compressed_message_that_was_cut_off_is_refused(string encoding)
    {
        // Zeroes that are stored as they are look like the checksum and the length of nothing.
        foreach (var message in new[] { MessageTests.RandomBytes(200), new byte[200] })
        {
            foreach (var level in new[] { CompressionLevel.Optimal, CompressionLevel.NoCompression })
            {
                var payload = Compress(encoding, message, level);
                for (var length = 1; length < payload.Length; length++)
                    Assert.Equal(StatusCode.Internal, Assert.Throws<RpcException>(() => Inflate(encoding, payload[..length])).StatusCode);
                Assert.Equal(message, Inflate(encoding, payload));
            }
        }
    }

    [Fact]
    public void Gzip_may_have_several_members()
    {
        byte[] payload = [.. Compress("gzip", [1, 2]), .. Compress("gzip", [3]), .. EmptyGzip];

        Assert.Equal([1, 2, 3], Inflate("gzip", payload[..^EmptyGzip.Length]));
        Assert.Equal([1, 2, 3], Inflate("gzip", payload));
        Assert.Throws<RpcException>(() => Inflate("gzip", payload[..^1]));
    }

    [Fact]
    public void Nothing_may_be_compressed_in_any_way()
    {
        byte[] stored = [.. EmptyGzip[..10], 1, 0, 0, 0xFF, 0xFF, .. new byte[8]];

        Assert.Empty(Inflate("gzip", EmptyGzip));
        Assert.Empty(Inflate("gzip", stored));
        Assert.Empty(Inflate("deflate", [0x78, 0x9C, 3, 0, 0, 0, 0, 1]));
    }

    private static byte[] EmptyGzip => [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    private static byte[] Compress(string encoding, byte[] message, CompressionLevel level = CompressionLevel.Optimal)
    {
        using var compressed = new MemoryStream();
        using (var stream = Provider(encoding).CreateCompressionStream(compressed, level))
            stream.Write(message);
        return compressed.ToArray();
    }

    private static byte[] Inflate(string encoding, byte[] payload)
    {
        using var deserializer = new MessageDeserializer(Provider(encoding), null);
        return deserializer.Deserialize(new Marshaller<byte[]>(bytes => bytes, bytes => bytes), new FrameHeader(1, (uint)payload.Length), new ReadOnlySequence<byte>(payload));
    }

    private static ICompressionProvider Provider(string encoding) => encoding switch
    {
        "gzip" => new GzipCompressionProvider(CompressionLevel.Fastest),
        "deflate" => new DeflateCompressionProvider(CompressionLevel.Fastest),
        "own gzip" => new OwnProvider("gzip", (stream, level) => new GZipStream(stream, level), stream => new GZipStream(stream, CompressionMode.Decompress)),
        "br that reads ahead" => new OwnProvider("br", (stream, level) => new BrotliStream(stream, level), stream => new BrotliStream(Ahead(stream), CompressionMode.Decompress)),
        "deflate that reads ahead" => new OwnProvider("deflate", (stream, level) => new ZLibStream(stream, level), stream => new ZLibStream(Ahead(stream), CompressionMode.Decompress)),
        _ => new OwnProvider("br", (stream, level) => new BrotliStream(stream, level), stream => new BrotliStream(stream, CompressionMode.Decompress)),
    };

    private static MemoryStream Ahead(Stream stream)
    {
        var all = new MemoryStream();
        stream.CopyTo(all);
        all.Position = 0;
        return all;
    }

    /// <summary>What an application may put in the place of ours.</summary>
    private sealed class OwnProvider(string name, Func<Stream, CompressionLevel, Stream> compress, Func<Stream, Stream> inflate) : ICompressionProvider
    {
        public string EncodingName => name;

        public Stream CreateCompressionStream(Stream stream, CompressionLevel? compressionLevel) => compress(stream, compressionLevel ?? CompressionLevel.Fastest);

        public Stream CreateDecompressionStream(Stream stream) => inflate(stream);
    }
}
