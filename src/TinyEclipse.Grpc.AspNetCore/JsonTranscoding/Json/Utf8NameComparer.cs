using System.Buffers.Binary;

namespace Microsoft.AspNetCore.Grpc.JsonTranscoding.Json;

/// <summary>Lets a dictionary of UTF-8 names be asked with a span, so that no string is made of a name that was read.</summary>
internal sealed class Utf8NameComparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
{
    public static readonly Utf8NameComparer Instance = new();

    public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

    public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

    public int GetHashCode(byte[] obj) => GetHashCode(obj.AsSpan());

    // Length, beginning and end tell names apart well enough. The tables are fixed, so nobody can fill one with collisions.
    public int GetHashCode(ReadOnlySpan<byte> alternate)
    {
        if (alternate.Length >= sizeof(ulong))
        {
            var ends = BinaryPrimitives.ReadUInt64LittleEndian(alternate) * 31 + BinaryPrimitives.ReadUInt64LittleEndian(alternate[^8..]);
            return HashCode.Combine(ends, alternate.Length);
        }

        ulong all = 0;
        foreach (var character in alternate)
            all = (all << 8) | character;
        return HashCode.Combine(all, alternate.Length);
    }

    public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
}
