using System.Buffers;
using Grpc.Core;
using Grpc.Net.Compression;

namespace Grpc.Framing;

/// <summary>Inflates messages without ever holding more than the limit: a small message that would become a huge one is refused.</summary>
internal static class Decompression
{
    private const int ReadSize = 4096;

    /// <exception cref="RpcException">RESOURCE_EXHAUSTED above the limit, INTERNAL if the bytes are not what the encoding says.</exception>
    public static void Inflate(ICompressionProvider provider, ReadOnlySequence<byte> compressed, int? maxSize, PooledBufferWriter destination)
    {
        using var source = new CompressedSource(new SequenceStream(compressed));
        try
        {
            using var inflated = provider.CreateDecompressionStream(source);
            Copy(inflated, destination, maxSize ?? int.MaxValue);
            // The name says what the data are, whoever's stream inflates them. How data of other names end is not known here.
            if (provider.EncodingName is "gzip" or "deflate" or "br")
                source.CheckEnd(provider.EncodingName is "gzip", destination.WrittenSpan);
        }
        catch (Exception reason) when (reason is InvalidDataException or IOException)
        {
            throw MessageErrors.Corrupt(reason);
        }
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
