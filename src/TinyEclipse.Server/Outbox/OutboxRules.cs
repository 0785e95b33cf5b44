using TinyEclipse.Notifications.V1;

namespace TinyEclipse.Server.Outbox;

/// <summary>Where a message stands after a try.</summary>
public readonly record struct OutboxDecision(OutboxState State, string Error, DateTime NextAttemptAt, bool Counts = true);

/// <summary>Decides when to try again and when to give up. Pure: clock and chance come in as values.</summary>
public static class OutboxRules
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);
    private static readonly TimeSpan HeldFor = TimeSpan.FromMinutes(1);
    private const double Growth = 4;
    private const double Spread = 0.25; // so that what failed together does not come back together

    /// <param name="answer">How the try went.</param>
    /// <param name="item">The message, with this try counted.</param>
    /// <param name="now">When it went so.</param>
    /// <param name="firstWait">The wait after the first try; each further one is four times as long.</param>
    /// <param name="mostAttempts">After so many tries it is given up.</param>
    /// <param name="chance">0 to 1.</param>
    public static OutboxDecision Decide(OutboxAnswer answer, OutboxItem item, DateTime now, TimeSpan firstWait, int mostAttempts, double chance)
    {
        switch (answer)
        {
            case OutboxAnswer.Delivered:
                return new(OutboxState.Delivered, "", now);
            case OutboxAnswer.Never never:
                return new(OutboxState.Dead, never.Error, now);
            case OutboxAnswer.Unwanted unwanted:
                return new(OutboxState.Cancelled, unwanted.Reason, now);
            case OutboxAnswer.Held held:
                return new(now + HeldFor < item.ExpiresAt ? OutboxState.Pending : OutboxState.Dead, held.Reason, now + HeldFor, Counts: false);
            case OutboxAnswer.Later later:
                var wait = Wait(item.AttemptCount, firstWait, chance);
                var next = now + (later.RetryAfter > wait ? later.RetryAfter.Value : wait);
                var mayTryAgain = next < item.ExpiresAt && item.AttemptCount < mostAttempts;
                return new(mayTryAgain ? OutboxState.Pending : OutboxState.Dead, later.Error, next);
            default:
                throw new ArgumentOutOfRangeException(nameof(answer));
        }
    }

    private static TimeSpan Wait(int attemptCount, TimeSpan firstWait, double chance)
    {
        var wait = firstWait * Math.Pow(Growth, Math.Min(attemptCount, 10) - 1);
        return (wait < LongestWait ? wait : LongestWait) * (1 - Spread + (2 * Spread * chance));
    }
}
