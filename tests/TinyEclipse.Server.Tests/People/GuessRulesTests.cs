using TinyEclipse.Server.Features.People.SignIn;

namespace TinyEclipse.Server.Tests.People;

public sealed class GuessRulesTests
{
    private static readonly DateTime Start = new(2026, 11, 22, 10, 0, 0, DateTimeKind.Utc);
    private static readonly LaneRule Rule = new(3, TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(30));

    [Theory]
    [InlineData(1, 0)]
    [InlineData(3, 0)]
    [InlineData(4, 1)]
    [InlineData(5, 2)]
    [InlineData(6, 4)]
    [InlineData(13, 512)]
    [InlineData(14, 900)]
    [InlineData(5000, 900)]
    public void A_few_are_free_and_then_each_doubles_the_wait_up_to_the_longest(int guesses, int seconds)
    {
        var state = new LaneState(0, Start, Start);
        for (var guess = 0; guess < guesses; guess++)
            state = GuessRules.Count(state, Rule, Start);

        Assert.Equal(TimeSpan.FromSeconds(seconds), GuessRules.Wait(state, Start));
        Assert.Equal(TimeSpan.Zero, GuessRules.Wait(state, Start.AddSeconds(seconds)));
    }

    [Fact]
    public void What_was_done_is_forgiven_in_time()
    {
        var state = new LaneState(10, Start, Start);

        Assert.Equal(1, GuessRules.Count(state, Rule, Start.AddHours(5)).Score);
        Assert.Equal(9, GuessRules.Count(state, Rule, Start.AddHours(1)).Score);
    }

    [Fact]
    public void A_year_of_guessing_from_everywhere_is_fewer_guesses_than_a_second_without_the_rule()
    {
        var rule = GuessLane.OfStranger("an@example.be", "203.0.113.7")[1].Rule;
        var (state, guesses) = (new LaneState(0, Start, Start), 0);
        for (var now = Start; now < Start.AddYears(1); now += GuessRules.Wait(state, now))
        {
            state = GuessRules.Count(state, rule, now);
            guesses++;
        }

        Assert.InRange(guesses, 30_000, 36_000); // four an hour
    }
}
