using System.Buffers.Binary;
using Grpc.Framing;

namespace Microsoft.AspNetCore.Grpc.JsonTranscoding.Json;

/// <summary>Writes protobuf's wire format.</summary>
internal static class WireWriter
{
    private const int LengthSize = 5;

    extension(PooledBufferWriter wire)
    {
        public void WriteVarint(ulong value)
        {
            var target = wire.GetSpan(10);
            var count = 0;
            for (; value >= 0x80; value >>= 7)
                target[count++] = (byte)(value | 0x80);
            target[count++] = (byte)value;
            wire.Advance(count);
        }

        public void WriteZigZag(long value) => wire.WriteVarint((ulong)((value << 1) ^ (value >> 63)));

        public void WriteFixed32(uint value)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(wire.GetSpan(sizeof(uint)), value);
            wire.Advance(sizeof(uint));
        }

        public void WriteFixed64(ulong value)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(wire.GetSpan(sizeof(ulong)), value);
            wire.Advance(sizeof(ulong));
        }

        public void WriteBytes(ReadOnlySpan<byte> value)
        {
            wire.WriteVarint((ulong)value.Length);
            value.CopyTo(wire.GetSpan(value.Length));
            wire.Advance(value.Length);
        }

        /// <summary>Leaves room for a length that is not known yet; <see cref="EndLength"/> fills it in.</summary>
        public int BeginLength()
        {
            wire.GetSpan(LengthSize);
            wire.Advance(LengthSize);
            return wire.WrittenCount;
        }

        // A number padded to five bytes is valid, and saves moving what follows.
        public void EndLength(int start)
        {
            var target = wire.WrittenSpan[(start - LengthSize)..start];
            var length = (uint)(wire.WrittenCount - start);
            for (var i = 0; i < LengthSize - 1; i++, length >>= 7)
                target[i] = (byte)(length | 0x80);
            target[^1] = (byte)length;
        }
    }
}
