namespace TinyEclipse.Cli.Demo;

/// <summary>
/// How the shop's minutes become real ones, and how the server's own clock is met half-way. It judges a cart after an hour of quiet,
/// so each report says that it happened almost that long ago: all but the grace. A shopper who goes on in time renews it; one who stays away is judged
/// when the grace has passed.
/// </summary>
internal sealed record DemoPace(double Speed, TimeSpan AbandonAfter)
{
    /// <summary>How long a shopper dawdles at most between two clicks, in shop time.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(90);

    private static readonly TimeSpan ShortestGrace = TimeSpan.FromSeconds(10);

    /// <summary>For the way to the server and its answer.</summary>
    private static readonly TimeSpan Travel = TimeSpan.FromSeconds(5);

    /// <summary>How late a server may judge.</summary>
    private static readonly TimeSpan JudgedWithin = TimeSpan.FromSeconds(5);

    /// <summary>Two pauses: a report that comes late leaves a gap as long as two.</summary>
    public TimeSpan Grace
    {
        get
        {
            var gaps = (2 * Real(LongestPause)) + Travel;
            return gaps > ShortestGrace ? gaps : ShortestGrace;
        }
    }

    /// <summary>The pause of somebody who comes back to a cart that was given up, in shop time.</summary>
    public TimeSpan UntilSurelyAbandoned => (Grace + JudgedWithin + Travel) * Speed;

    public TimeSpan Real(TimeSpan shopTime) => shopTime / Speed;

    /// <summary>What a report says of the time at which it happened.</summary>
    public DateTimeOffset Tell(DateTimeOffset real) => real - AbandonAfter + Grace;

    /// <summary>When a cart last touched at a moment is certainly judged.</summary>
    public DateTimeOffset JudgedBy(DateTimeOffset real) => real + Grace + JudgedWithin;
}
