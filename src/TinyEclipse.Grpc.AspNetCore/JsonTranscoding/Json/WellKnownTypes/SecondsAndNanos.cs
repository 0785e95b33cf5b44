using Google.Protobuf;
using Grpc.Framing;

namespace Microsoft.AspNetCore.Grpc.JsonTranscoding.Json.WellKnownTypes;

/// <summary>The two fields of Timestamp and Duration.</summary>
internal readonly record struct SecondsAndNanos(long Seconds, int Nanos)
{
    private const int MostDigits = 9;
    private static readonly uint SecondsTag = WireFormat.MakeTag(1, WireFormat.WireType.Varint);
    private static readonly uint NanosTag = WireFormat.MakeTag(2, WireFormat.WireType.Varint);

    /// <summary>Both are written, also zero, so that a later value replaces an earlier one whole.</summary>
    public void Write(PooledBufferWriter wire)
    {
        wire.WriteVarint(SecondsTag);
        wire.WriteVarint((ulong)Seconds);
        wire.WriteVarint(NanosTag);
        wire.WriteVarint((ulong)Nanos);
    }

    public static SecondsAndNanos Read(ref WireReader wire)
    {
        var (seconds, nanos) = (0L, 0);
        while (!wire.AtEnd)
        {
            var tag = wire.ReadTag();
            if (tag == SecondsTag)
                seconds = (long)wire.ReadVarint();
            else if (tag == NanosTag)
                nanos = (int)wire.ReadVarint();
            else
                wire.Skip(tag);
        }

        return new SecondsAndNanos(seconds, nanos);
    }

    /// <summary>Takes ".5" and up to nine digits from the beginning of the text; nothing there is zero.</summary>
    public static bool TryReadFraction(ref ReadOnlySpan<byte> text, out int nanos)
    {
        nanos = 0;
        if (text.IsEmpty || text[0] != '.')
            return true;

        var digits = text[1..];
        var count = digits.IndexOfAnyExceptInRange((byte)'0', (byte)'9') is >= 0 and var end ? end : digits.Length;
        if (count is 0 or > MostDigits)
            return false;

        for (var i = 0; i < MostDigits; i++)
            nanos = (nanos * 10) + (i < count ? digits[i] - '0' : 0);
        text = digits[count..];
        return true;
    }

    /// <summary>Nothing, or a point and three, six or nine digits. Returns how many bytes.</summary>
    public static int WriteFraction(int nanos, Span<byte> target)
    {
        if (nanos == 0)
            return 0;

        var digits = nanos % 1_000_000 == 0 ? 3 : nanos % 1000 == 0 ? 6 : MostDigits;
        target[0] = (byte)'.';
        for (var (i, rest) = (MostDigits, nanos); i > 0; i--, rest /= 10)
        {
            if (i <= digits)
                target[i] = (byte)('0' + (rest % 10));
        }

        return digits + 1;
    }
}
