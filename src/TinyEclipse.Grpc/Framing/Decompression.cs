using System.Buffers;
using System.Buffers.Binary;
using Grpc.Core;
using Grpc.Net.Compression;

namespace Grpc.Framing;

/// <summary>Inflates messages without ever holding more than the limit: a small message that would become a huge one is refused.</summary>
internal static class Decompression
{
    private const int ReadSize = 4096;
    private const int SmallestGzip = 18; // A header of ten bytes, a trailer of eight.

    /// <exception cref="RpcException">RESOURCE_EXHAUSTED above the limit, INTERNAL if the bytes are not what the encoding says.</exception>
    public static void Inflate(ICompressionProvider provider, ReadOnlySequence<byte> compressed, int? maxSize, PooledBufferWriter destination)
    {
        using var source = new SequenceStream(compressed);
        try
        {
            using var inflated = provider.CreateDecompressionStream(source);
            Copy(inflated, destination, maxSize ?? int.MaxValue);
            if (provider is GzipCompressionProvider)
                CheckLength(compressed, destination.WrittenCount);
        }
        catch (Exception reason) when (reason is InvalidDataException or IOException)
        {
            throw MessageErrors.Corrupt(reason);
        }
    }

    // GZipStream takes the end of its input for the end of the data, so a message that was cut off would pass as a shorter one.
    private static void CheckLength(ReadOnlySequence<byte> compressed, int inflatedLength)
    {
        Span<byte> length = stackalloc byte[sizeof(uint)];
        if (compressed.IsEmpty)
            return; // What GZipStream itself makes of an empty message.
        if (compressed.Length < SmallestGzip)
            throw new InvalidDataException("The gzip data has no end.");

        compressed.Slice(compressed.Length - length.Length).CopyTo(length);
        if (BinaryPrimitives.ReadUInt32LittleEndian(length) != inflatedLength)
            throw new InvalidDataException("The gzip data does not have the length it states.");
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
