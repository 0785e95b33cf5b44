using TinyEclipse.Cli.Demo;

namespace TinyEclipse.Cli.Tests.Demo;

public sealed class DemoPaceTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0.2)]
    [InlineData(1)]
    [InlineData(60)]
    [InlineData(1000)]
    public void The_grace_outlasts_a_shopper_who_dawdles_and_a_report_that_comes_late(double speed)
    {
        var pace = new DemoPace(speed, TimeSpan.FromMinutes(60));

        Assert.True(pace.Grace > 2 * pace.Real(DemoPace.LongestPause));
        Assert.True(pace.Grace >= TimeSpan.FromSeconds(10));
        Assert.True(pace.Real(pace.UntilSurelyAbandoned) > pace.Grace);
    }

    [Fact]
    public void At_the_usual_speed_a_quiet_cart_is_given_up_within_seconds()
    {
        var pace = new DemoPace(60, TimeSpan.FromMinutes(60));

        Assert.Equal(TimeSpan.FromSeconds(10), pace.Grace);
        Assert.Equal(Now.AddSeconds(10), pace.Tell(Now) + pace.AbandonAfter);
    }

    [Fact]
    public void No_report_comes_from_the_future()
    {
        var pace = new DemoPace(0.2, TimeSpan.FromMinutes(20));

        Assert.True(pace.Tell(Now) < Now);
    }
}
