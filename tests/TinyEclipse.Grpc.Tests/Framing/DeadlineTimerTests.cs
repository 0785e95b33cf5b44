using Grpc.Framing;

namespace Grpc.Tests.Framing;

public sealed class DeadlineTimerTests
{
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    public static TheoryData<TimeSpan> Kept => [TimeSpan.Zero, TimeSpan.FromSeconds(1), TimeSpan.FromDays(25), Longest];

    [Theory]
    [MemberData(nameof(Kept))]
    public void A_deadline_is_kept_as_far_as_timers_reach(TimeSpan left)
    {
        using var source = new CancellationTokenSource();

        Assert.Equal(left, DeadlineTimer.For(left));
        source.CancelAfter(DeadlineTimer.For(left)!.Value); // no timer refuses it
    }

    [Fact]
    public void A_later_one_is_not_and_no_timer_would_take_it()
    {
        using var source = new CancellationTokenSource();

        Assert.Null(DeadlineTimer.For(Longest + TimeSpan.FromTicks(1)));
        Assert.Null(DeadlineTimer.For(TimeSpan.MaxValue));
        Assert.Throws<ArgumentOutOfRangeException>(() => source.CancelAfter(Longest + TimeSpan.FromMilliseconds(1)));
    }

    [Fact]
    public void A_timer_does_not_fire_before_the_deadline() =>
        Assert.Equal(TimeSpan.FromMilliseconds(2), DeadlineTimer.For(TimeSpan.FromMilliseconds(1) + TimeSpan.FromTicks(1)));
}
