using TinyEclipse.Notifications.V1;
using TinyEclipse.Server.Outbox;
using TinyEclipse.Server.Tenancy;

namespace TinyEclipse.Server.Tests.Outbox;

public sealed class OutboxRulesTests
{
    private static readonly DateTime Noon = new(2026, 1, 1, 12, 0, 0, DateTimeKind.Utc);

    [Theory]
    [InlineData(1, 0.5, 5)]
    [InlineData(2, 0.5, 20)]
    [InlineData(3, 0.5, 80)]
    [InlineData(4, 0.5, 320)]
    [InlineData(5, 0.5, 1280)]
    [InlineData(6, 0.5, 3600)] // and never longer
    [InlineData(5000, 0.5, 3600)]
    [InlineData(1, 0, 3.75)]
    [InlineData(1, 1, 6.25)]
    public void Each_wait_is_four_times_the_one_before_give_or_take_a_quarter(int attempts, double chance, double seconds)
    {
        var decision = Decide(new OutboxAnswer.Later("busy"), attempts, Noon.AddDays(1), chance);

        Assert.Equal(new OutboxDecision(OutboxState.Pending, "busy", Noon.AddSeconds(seconds)), decision);
    }

    [Theory]
    [InlineData(60, 60)] // as long as the receiver wants
    [InlineData(1, 5)] // and not shorter than our own
    [InlineData(-60, 5)]
    public void A_receiver_may_ask_for_more_time(double retryAfter, double seconds)
    {
        var decision = Decide(new OutboxAnswer.Later("busy", TimeSpan.FromSeconds(retryAfter)), 1, Noon.AddDays(1));

        Assert.Equal(Noon.AddSeconds(seconds), decision.NextAttemptAt);
    }

    [Theory]
    [InlineData(5, OutboxState.Dead)] // the next try would come too late
    [InlineData(6, OutboxState.Pending)]
    public void It_is_given_up_when_the_next_try_would_come_too_late(int secondsLeft, OutboxState state) =>
        Assert.Equal(state, Decide(new OutboxAnswer.Later("busy"), 1, Noon.AddSeconds(secondsLeft)).State);

    [Theory]
    [InlineData(11, OutboxState.Pending)]
    [InlineData(12, OutboxState.Dead)]
    public void It_is_given_up_when_it_was_tried_too_often(int attempts, OutboxState state) =>
        Assert.Equal(state, Decide(new OutboxAnswer.Later("busy"), attempts, Noon.AddDays(1), mostAttempts: 12).State);

    [Fact]
    public void Every_other_answer_closes_the_message()
    {
        Assert.Equal(new(OutboxState.Delivered, "", Noon), Decide(new OutboxAnswer.Delivered(), 1, Noon.AddDays(1)));
        Assert.Equal(new(OutboxState.Dead, "no", Noon), Decide(new OutboxAnswer.Never("no"), 1, Noon.AddDays(1)));
        Assert.Equal(new(OutboxState.Cancelled, "gone", Noon), Decide(new OutboxAnswer.Unwanted("gone"), 1, Noon.AddDays(1)));
    }

    private static OutboxDecision Decide(OutboxAnswer answer, int attempts, DateTime expiresAt, double chance = 0.5, int mostAttempts = int.MaxValue)
    {
        var item = new OutboxItem(new TenantId(Guid.Empty), Guid.Empty, OutboxKind.WebPush, "{}", attempts, Noon, Noon, expiresAt);
        return OutboxRules.Decide(answer, item, Noon, TimeSpan.FromSeconds(5), mostAttempts, chance);
    }
}
