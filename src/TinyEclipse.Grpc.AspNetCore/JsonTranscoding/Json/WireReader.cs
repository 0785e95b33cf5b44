using System.Buffers.Binary;
using Google.Protobuf;

namespace Microsoft.AspNetCore.Grpc.JsonTranscoding.Json;

/// <summary>Walks over the bytes of a message that was serialised here, so what it reads is well formed.</summary>
internal ref struct WireReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _position;

    /// <summary>Reads the default of every scalar type, and an empty message.</summary>
    public static WireReader OfDefault => new([0, 0, 0, 0, 0, 0, 0, 0]);

    public readonly bool AtEnd => _position >= _bytes.Length;

    public uint ReadTag() => (uint)ReadVarint();

    /// <summary>Reads the next tag only if it is this one.</summary>
    public bool TryReadTag(uint expected)
    {
        if (AtEnd)
            return false;

        var start = _position;
        if (ReadTag() == expected)
            return true;
        _position = start;
        return false;
    }

    public ulong ReadVarint()
    {
        ulong result = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = _bytes[_position++];
            result |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return result;
        }

        throw new InvalidDataException("A number of the message is longer than ten bytes.");
    }

    public uint ReadFixed32()
    {
        var value = BinaryPrimitives.ReadUInt32LittleEndian(_bytes[_position..]);
        _position += sizeof(uint);
        return value;
    }

    public ulong ReadFixed64()
    {
        var value = BinaryPrimitives.ReadUInt64LittleEndian(_bytes[_position..]);
        _position += sizeof(ulong);
        return value;
    }

    public ReadOnlySpan<byte> ReadBytes()
    {
        var length = checked((int)ReadVarint());
        _position += length;
        return _bytes[(_position - length).._position];
    }

    public void Skip(uint tag)
    {
        switch (WireFormat.GetTagWireType(tag))
        {
            case WireFormat.WireType.Varint:
                ReadVarint();
                break;
            case WireFormat.WireType.Fixed64:
                _position += sizeof(ulong);
                break;
            case WireFormat.WireType.LengthDelimited:
                ReadBytes();
                break;
            case WireFormat.WireType.Fixed32:
                _position += sizeof(uint);
                break;
            case WireFormat.WireType.StartGroup:
                SkipGroup(WireFormat.MakeTag(WireFormat.GetTagFieldNumber(tag), WireFormat.WireType.EndGroup));
                break;
            default:
                throw new InvalidDataException("The message has a field of unknown wire type.");
        }
    }

    private void SkipGroup(uint endTag)
    {
        for (var tag = ReadTag(); tag != endTag; tag = ReadTag())
            Skip(tag);
    }
}
