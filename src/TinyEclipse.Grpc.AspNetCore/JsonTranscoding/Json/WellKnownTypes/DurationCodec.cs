using System.Buffers.Text;
using System.Text.Json;
using Grpc.Framing;

namespace Microsoft.AspNetCore.Grpc.JsonTranscoding.Json.WellKnownTypes;

/// <summary>Seconds with up to nine decimals: "3.5s".</summary>
internal sealed class DurationCodec : TextCodec
{
    private const long Longest = 315_576_000_000; // 10 000 years

    protected override string Expectation => "must be a duration such as 3.5s";

    public override void Write(ref WireReader wire, Utf8JsonWriter json)
    {
        var (seconds, nanos) = SecondsAndNanos.Read(ref wire);
        Span<byte> text = stackalloc byte[32];
        var count = 0;
        if (seconds < 0 || nanos < 0)
            text[count++] = (byte)'-';
        Utf8Formatter.TryFormat((ulong)Math.Abs(seconds), text[count..], out var digits);
        count += digits;
        count += SecondsAndNanos.WriteFraction(Math.Abs(nanos), text[count..]);
        text[count++] = (byte)'s';
        json.WriteStringValue(text[..count]);
    }

    protected override bool TryRead(ReadOnlySpan<byte> text, PooledBufferWriter wire)
    {
        var isNegative = !text.IsEmpty && text[0] == '-';
        var rest = isNegative ? text[1..] : text;
        var startsWithDigit = !rest.IsEmpty && rest[0] is >= (byte)'0' and <= (byte)'9';
        if (!startsWithDigit || !Utf8Parser.TryParse(rest, out long seconds, out var used) || seconds > Longest)
            return false;

        rest = rest[used..];
        if (!SecondsAndNanos.TryReadFraction(ref rest, out var nanos) || !rest.SequenceEqual("s"u8) || (seconds == Longest && nanos > 0))
            return false;

        new SecondsAndNanos(isNegative ? -seconds : seconds, isNegative ? -nanos : nanos).Write(wire);
        return true;
    }
}
