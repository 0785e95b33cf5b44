namespace Grpc.Framing;

/// <summary>What a timer is to wait for, so that a call ends at its deadline.</summary>
internal static class DeadlineTimer
{
    // Timers count in milliseconds and reach seven weeks.
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    /// <summary>Null for a deadline further away than timers reach: it is only told, not kept. A timer never fires before the deadline.</summary>
    public static TimeSpan? For(TimeSpan left) => left <= Longest ? TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds)) : null;
}
