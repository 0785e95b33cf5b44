namespace TinyEclipse.Cli.Tests;

/// <summary>A clock that stands still, in a zone of its own. Whoever waits for a time to pass makes it pass.</summary>
internal sealed class TestTime(DateTimeOffset now) : TimeProvider
{
    private readonly Lock _turning = new();
    private DateTimeOffset _now = now;

    /// <summary>Every pause that somebody made, in turn.</summary>
    public List<TimeSpan> Pauses { get; } = [];

    public override TimeZoneInfo LocalTimeZone { get; } = TimeZoneInfo.CreateCustomTimeZone("test", TimeSpan.FromHours(1), "test", "test");

    public override DateTimeOffset GetUtcNow()
    {
        lock (_turning)
            return _now;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime > TimeSpan.Zero)
        {
            lock (_turning)
            {
                _now += dueTime;
                Pauses.Add(dueTime);
            }
        }

        return TimeProvider.System.CreateTimer(callback, state, TimeSpan.FromMilliseconds(1), period);
    }
}
