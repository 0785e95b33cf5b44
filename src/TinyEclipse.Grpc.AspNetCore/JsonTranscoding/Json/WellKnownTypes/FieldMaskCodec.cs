using System.Buffers;
using System.Text.Json;
using Google.Protobuf;
using Grpc.Framing;

namespace Microsoft.AspNetCore.Grpc.JsonTranscoding.Json.WellKnownTypes;

/// <summary>"name,address.postalCode": the proto holds snake_case, JSON lowerCamelCase. Read are both.</summary>
internal sealed class FieldMaskCodec(bool preserveProtoFieldNames) : TextCodec
{
    private static readonly SearchValues<byte> PathCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.*"u8);

    private static readonly uint PathTag = WireFormat.MakeTag(1, WireFormat.WireType.LengthDelimited);

    protected override string Expectation => "must be field names separated by commas";

    public override void Write(ref WireReader wire, Utf8JsonWriter json)
    {
        using var text = new PooledBufferWriter();
        while (!wire.AtEnd)
        {
            var tag = wire.ReadTag();
            if (tag != PathTag)
            {
                wire.Skip(tag);
                continue;
            }

            if (text.WrittenCount > 0)
                Append(text, (byte)',');
            WritePath(wire.ReadBytes(), text);
        }

        json.WriteStringValue(text.WrittenSpan);
    }

    protected override bool TryRead(ReadOnlySpan<byte> text, PooledBufferWriter wire)
    {
        if (text.IsEmpty)
            return true;

        foreach (var range in text.Split((byte)','))
        {
            var path = text[range];
            if (path.IsEmpty || path.ContainsAnyExcept(PathCharacters))
                return false;

            wire.WriteVarint(PathTag);
            var start = wire.BeginLength();
            ReadPath(path, wire);
            wire.EndLength(start);
        }

        return true;
    }

    private static void ReadPath(ReadOnlySpan<byte> path, PooledBufferWriter wire)
    {
        foreach (var character in path)
        {
            if (character is >= (byte)'A' and <= (byte)'Z')
            {
                Append(wire, (byte)'_');
                Append(wire, (byte)(character | 0x20));
            }
            else
            {
                Append(wire, character);
            }
        }
    }

    // An underscore is dropped only where reading puts it back.
    private void WritePath(ReadOnlySpan<byte> path, PooledBufferWriter text)
    {
        for (var i = 0; i < path.Length; i++)
        {
            if (!preserveProtoFieldNames && path[i] == '_' && i + 1 < path.Length && path[i + 1] is >= (byte)'a' and <= (byte)'z')
                Append(text, (byte)(path[++i] & ~0x20));
            else
                Append(text, path[i]);
        }
    }

    private static void Append(PooledBufferWriter target, byte character)
    {
        target.GetSpan(1)[0] = character;
        target.Advance(1);
    }
}
