namespace TinyEclipse.Server.Tests;

/// <summary>A clock that stands still until it is moved. Timers and elapsed time stay real: only what the time of day decides is under the test's hand.</summary>
public sealed class TestClock(DateTimeOffset start) : TimeProvider
{
    private readonly Lock _lock = new();
    private DateTimeOffset _now = start;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
            return _now;
    }

    public void Advance(TimeSpan by)
    {
        lock (_lock)
            _now += by;
    }
}
