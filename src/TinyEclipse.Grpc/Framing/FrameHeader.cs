using System.Buffers;
using System.Buffers.Binary;

namespace Grpc.Framing;

/// <summary>The five bytes before every message: one of flags, four of length. gRPC-Web marks its last frame, the trailers, in the flags.</summary>
internal readonly record struct FrameHeader(byte Flags, uint Length)
{
    public const int Size = 5;
    public const byte CompressedFlag = 0x01;
    public const byte TrailersFlag = 0x80;

    public bool IsCompressed => (Flags & CompressedFlag) != 0;

    public bool IsTrailers => (Flags & TrailersFlag) != 0;

    /// <summary>True if no flag is set that the protocol does not know for messages.</summary>
    public bool IsMessage => (Flags & ~CompressedFlag) == 0;

    public static FrameHeader Read(ReadOnlySpan<byte> source) => new(source[0], BinaryPrimitives.ReadUInt32BigEndian(source[1..]));

    public static bool TryRead(in ReadOnlySequence<byte> source, out FrameHeader header)
    {
        if (source.Length < Size)
        {
            header = default;
            return false;
        }

        if (source.FirstSpan.Length >= Size)
        {
            header = Read(source.FirstSpan);
            return true;
        }

        Span<byte> bytes = stackalloc byte[Size];
        source.Slice(0, Size).CopyTo(bytes);
        header = Read(bytes);
        return true;
    }

    public void Write(Span<byte> destination)
    {
        destination[0] = Flags;
        BinaryPrimitives.WriteUInt32BigEndian(destination[1..], Length);
    }
}
