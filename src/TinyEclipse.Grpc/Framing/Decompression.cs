using System.Buffers;
using System.IO.Compression;
using Grpc.Core;
using Grpc.Net.Compression;

namespace Grpc.Framing;

/// <summary>Inflates messages without ever holding more than the limit: a small message that would become a huge one is refused.</summary>
internal static class Decompression
{
    private const int ReadSize = 4096;

    /// <exception cref="RpcException">RESOURCE_EXHAUSTED above the limit, <paramref name="corrupt"/> if the bytes are not what the encoding says.</exception>
    public static void Inflate(ICompressionProvider provider, ReadOnlySequence<byte> compressed, int? maxSize, StatusCode corrupt, PooledBufferWriter destination)
    {
        using var source = new CompressedSource(new SequenceStream(compressed));
        try
        {
            using var inflated = provider.CreateDecompressionStream(source);
            Copy(inflated, destination, maxSize ?? int.MaxValue);
            // The name says what the data are, whoever's stream inflates them. How data of other names end is not known here.
            if (provider.EncodingName is "gzip" or "deflate" or "br"
                && !source.HasEnd(provider.EncodingName is "gzip", destination.WrittenSpan)
                && !HasEnd(provider.EncodingName, compressed))
            {
                throw CompressedSource.CutOff();
            }
        }
        catch (Exception reason) when (reason is InvalidDataException or IOException)
        {
            throw MessageErrors.Corrupt(corrupt, reason);
        }
    }

    // An application's own stream may have read beyond the end because it reads ahead. .NET's does not, so it is the judge; what it makes is
    // within the limit, for the same data just were.
    private static bool HasEnd(string encoding, ReadOnlySequence<byte> compressed)
    {
        if (encoding is "gzip")
            return false;

        using var source = new CompressedSource(new SequenceStream(compressed));
        using Stream inflated = encoding is "br" ? new BrotliStream(source, CompressionMode.Decompress) : new ZLibStream(source, CompressionMode.Decompress);
        Span<byte> unwanted = stackalloc byte[1024]; // CopyTo would read all of the source
        while (inflated.Read(unwanted) > 0)
        {
        }

        return source.HasEnd(isGzip: false, inflated: []);
    }

    private static void Copy(Stream source, PooledBufferWriter destination, int limit)
    {
        while (true)
        {
            // One byte more than the limit allows is read, to see whether there is one.
            var room = Math.Min(ReadSize, (long)limit - destination.WrittenCount + 1);
            var read = source.Read(destination.GetSpan((int)room)[..(int)room]);
            if (read == 0)
                return;

            destination.Advance(read);
            if (destination.WrittenCount > limit)
                throw MessageErrors.ReceivedTooLarge();
        }
    }
}
