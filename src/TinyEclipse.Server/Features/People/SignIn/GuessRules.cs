namespace TinyEclipse.Server.Features.People.SignIn;

/// <summary>What a lane remembers: failures, which are forgiven one by one as time goes by, and until when it is closed.</summary>
public readonly record struct LaneState(double Score, DateTime ScoredAt, DateTime BlockedUntil);

/// <summary>How long a guess waits. Pure: the clock comes in as a value.</summary>
public static class GuessRules
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);

    /// <summary>How long the lane is still closed; zero when a guess may be made.</summary>
    public static TimeSpan Wait(LaneState state, DateTime now) => state.BlockedUntil > now ? state.BlockedUntil - now : TimeSpan.Zero;

    /// <summary>The lane with one more guess, which counts as failed until it is shown to be right: many at once gain nothing.</summary>
    public static LaneState Count(LaneState state, LaneRule rule, DateTime now)
    {
        var forgiven = Math.Max(0, (now - state.ScoredAt) / rule.ForgivenAfter); // servers' clocks differ a little
        var score = Math.Max(0, state.Score - forgiven) + 1;
        var wait = WaitAfter(score, rule);
        return new(score, now, wait > TimeSpan.Zero ? now + wait : state.BlockedUntil);
    }

    private static TimeSpan WaitAfter(double score, LaneRule rule)
    {
        if (score <= rule.FreeFailures)
            return TimeSpan.Zero;

        var doublings = Math.Min(score - rule.FreeFailures - 1, 30);
        var wait = FirstWait * Math.Pow(2, doublings);
        return wait < rule.LongestWait ? wait : rule.LongestWait;
    }
}
