using System.Globalization;

namespace Grpc.Framing;

/// <summary>The grpc-timeout header: at most eight digits and a unit (H, M, S, m, u, n).</summary>
internal static class GrpcTimeout
{
    private const long MaxValue = 99_999_999;

    private static readonly (char Unit, long Ticks)[] Units =
    [
        ('u', TimeSpan.TicksPerMicrosecond),
        ('m', TimeSpan.TicksPerMillisecond),
        ('S', TimeSpan.TicksPerSecond),
        ('M', TimeSpan.TicksPerMinute),
        ('H', TimeSpan.TicksPerHour),
    ];

    /// <summary>Takes the finest unit that eight digits allow and rounds up, so that the server never gives up before the client.</summary>
    public static string Encode(TimeSpan timeout)
    {
        if (timeout.Ticks < TimeSpan.TicksPerMicrosecond)
            return timeout.Ticks > 0 ? string.Create(CultureInfo.InvariantCulture, $"{timeout.Ticks * TimeSpan.NanosecondsPerTick}n") : "1n";

        foreach (var (unit, ticks) in Units)
        {
            var value = (timeout.Ticks / ticks) + (timeout.Ticks % ticks == 0 ? 0 : 1);
            if (value <= MaxValue)
                return string.Create(CultureInfo.InvariantCulture, $"{value}{unit}");
        }

        return string.Create(CultureInfo.InvariantCulture, $"{MaxValue}H");
    }

    /// <summary>False for what the protocol does not allow. A zero timeout is allowed: it has passed already.</summary>
    public static bool TryDecode(ReadOnlySpan<char> text, out TimeSpan timeout)
    {
        timeout = default;
        if (text.Length is < 2 or > 9 || !long.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var value))
            return false;

        if (text[^1] == 'n')
        {
            timeout = new TimeSpan((value + TimeSpan.NanosecondsPerTick - 1) / TimeSpan.NanosecondsPerTick);
            return true;
        }

        foreach (var (unit, ticks) in Units)
        {
            if (unit != text[^1])
                continue;
            timeout = new TimeSpan(value * ticks);
            return true;
        }

        return false;
    }
}
