using System.Buffers.Binary;

namespace Grpc.Framing;

/// <summary>The last bytes of gzip data: a checksum and the length of what its last member holds (RFC 1952).</summary>
internal static class GzipEnd
{
    /// <summary>The trailer, and the two bytes before it.</summary>
    public const int Size = 10;

    private const uint Polynomial = 0xEDB88320;

    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(index => ShiftByte((uint)index))];

    // The two ways in which deflate ends when there is nothing in it: an empty block of codes, or one of stored bytes.
    private static ReadOnlySpan<byte> EmptyCodes => [3, 0];

    private static ReadOnlySpan<byte> EmptyStored => [0xFF, 0xFF];

    /// <summary>Whether the data end with the trailer of a member that holds all that was inflated, or the last part of it.</summary>
    public static bool Matches(ReadOnlySpan<byte> tail, ReadOnlySpan<byte> inflated)
    {
        var trailer = tail[^8..];
        var length = BinaryPrimitives.ReadUInt32LittleEndian(trailer[4..]);
        if (length == 0) // Then the checksum is zero too, and eight zeroes alone might as well be data.
            return !trailer.ContainsAnyExcept((byte)0) && (tail.StartsWith(EmptyCodes) || tail.StartsWith(EmptyStored));
        return length <= inflated.Length
            && Checksum(inflated[^(int)length..]) == BinaryPrimitives.ReadUInt32LittleEndian(trailer);
    }

    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var table = Table;
        var checksum = uint.MaxValue;
        foreach (var value in bytes)
            checksum = table[(byte)(checksum ^ value)] ^ (checksum >> 8);
        return ~checksum;
    }

    private static uint ShiftByte(uint value)
    {
        for (var bit = 0; bit < 8; bit++)
            value = (value & 1) == 0 ? value >> 1 : (value >> 1) ^ Polynomial;
        return value;
    }
}
