namespace TinyEclipse.Cli;

/// <summary>Longer and longer pauses, each a little random so that many callers do not come back at once.</summary>
internal sealed class Backoff(TimeSpan? first = null, TimeSpan? longest = null)
{
    private readonly TimeSpan _first = first ?? TimeSpan.FromMilliseconds(200);
    private readonly TimeSpan _longest = longest ?? TimeSpan.FromSeconds(5);
    private int _count;

    public TimeSpan Next()
    {
        var pause = TimeSpan.FromTicks((long)Math.Min(_longest.Ticks, _first.Ticks * Math.Pow(2, _count++)));
        return pause * (0.75 + (Random.Shared.NextDouble() * 0.25));
    }

    public void Reset() => _count = 0;
}
