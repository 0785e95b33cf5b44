using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;
using Grpc.Framing;

namespace Microsoft.AspNetCore.Grpc.JsonTranscoding.Json.WellKnownTypes;

/// <summary>RFC 3339: read with any offset, written in UTC.</summary>
internal sealed class TimestampCodec : TextCodec
{
    private const int LengthToSeconds = 19; // 2026-01-31T12:00:00
    private const int LengthOfOffset = 6; // +01:00
    private const int LongestOffsetHours = 18;

    protected override string Expectation => "must be a time such as 2026-01-31T12:00:00Z";

    public override void Write(ref WireReader wire, Utf8JsonWriter json)
    {
        var (seconds, nanos) = SecondsAndNanos.Read(ref wire);
        Span<byte> text = stackalloc byte[32];
        DateTime.UnixEpoch.AddSeconds(seconds).TryFormat(text, out var count, "yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture);
        count += SecondsAndNanos.WriteFraction(nanos, text[count..]);
        text[count++] = (byte)'Z';
        json.WriteStringValue(text[..count]);
    }

    protected override bool TryRead(ReadOnlySpan<byte> text, PooledBufferWriter wire)
    {
        if (text.Length <= LengthToSeconds || !TryReadToSeconds(text, out var time))
            return false;

        var rest = text[LengthToSeconds..];
        if (!SecondsAndNanos.TryReadFraction(ref rest, out var nanos) || !TryReadOffset(rest, out var offset))
            return false;

        var utc = (time.Ticks - offset.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerSecond;
        if (time.Ticks - offset.Ticks is < 0 or > 3_155_378_975_999_999_999)
            return false;

        new SecondsAndNanos(utc, nanos).Write(wire);
        return true;
    }

    private static bool TryReadToSeconds(ReadOnlySpan<byte> text, out DateTime time)
    {
        time = default;
        if (text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':'
            || !TryReadNumber(text[..4], out var year) || !TryReadNumber(text[5..7], out var month) || !TryReadNumber(text[8..10], out var day)
            || !TryReadNumber(text[11..13], out var hour) || !TryReadNumber(text[14..16], out var minute)
            || !TryReadNumber(text[17..19], out var second)
            || year == 0 || month is 0 or > 12 || day == 0 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 59)
            return false;

        time = new DateTime(year, month, day, hour, minute, second, DateTimeKind.Utc);
        return true;
    }

    private static bool TryReadOffset(ReadOnlySpan<byte> text, out TimeSpan offset)
    {
        offset = default;
        if (text.SequenceEqual("Z"u8))
            return true;
        if (text.Length != LengthOfOffset || text[0] is not ((byte)'+' or (byte)'-') || text[3] != ':'
            || !TryReadNumber(text[1..3], out var hours) || !TryReadNumber(text[4..], out var minutes)
            || hours > LongestOffsetHours || minutes > 59)
            return false;

        offset = new TimeSpan(hours, minutes, 0) * (text[0] == '-' ? -1 : 1);
        return true;
    }

    private static bool TryReadNumber(ReadOnlySpan<byte> digits, out int value) =>
        Utf8Parser.TryParse(digits, out value, out var used) && used == digits.Length && !digits.ContainsAnyExceptInRange((byte)'0', (byte)'9');
}
