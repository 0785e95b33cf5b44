using TinyEclipse.Server.Features.ServerKeys;

namespace TinyEclipse.Server.Tests.ServerKeys;

public sealed class ServerKeyRulesTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, "old")]
    [InlineData(23.9, "old")]
    [InlineData(24, "new")]
    [InlineData(25.5, "new")]
    public void A_new_key_is_known_for_a_day_before_it_signs(double hours, string signing) =>
        Assert.Equal(signing, ServerKeyRules.Signing(After(immediately: false), key => key, Noon.AddHours(hours)).Id);

    [Theory]
    [InlineData(24.9, false)]
    [InlineData(25, true)]
    public void An_old_key_is_accepted_for_an_hour_more(double hours, bool isOver) =>
        Assert.Equal(isOver, After(immediately: false)[0].IsOver(Noon.AddHours(hours)));

    [Fact]
    public void A_leaked_key_ends_at_once()
    {
        var keys = After(immediately: true);

        Assert.Equal("new", ServerKeyRules.Signing(keys, key => key, Noon).Id);
        Assert.True(keys[0].IsOver(Noon));
    }

    [Fact]
    public void The_version_tells_one_set_of_keys_from_another_and_does_not_mind_their_order()
    {
        var (old, young) = (new KeyTerm("old", Noon, null), new KeyTerm("new", Noon, null));

        Assert.Equal(ServerKeyRules.Version([old, young]), ServerKeyRules.Version([young, old]));
        Assert.Equal(
            3,
            new[] { ServerKeyRules.Version([old]), ServerKeyRules.Version([old, young]), ServerKeyRules.Version([old with { EndsAt = Noon }, young]) }.Distinct().Count());
    }

    private static KeyTerm[] After(bool immediately)
    {
        var (signsFrom, othersEnd) = ServerKeyRules.Succession(Noon, immediately);
        return [new("old", Noon.AddDays(-30), othersEnd), new("new", signsFrom, null)];
    }
}
