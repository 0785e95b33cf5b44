using TinyEclipse.Notifications.V1;
using TinyEclipse.Server.Features.AbandonedCarts;
using TinyEclipse.Shop.V1;

namespace TinyEclipse.Server.Tests.AbandonedCarts;

public sealed class CartRulesTests
{
    private static readonly CartPolicy Policy = new(TimeSpan.FromMinutes(60), MayTell: true);

    [Theory]
    // Time passes.
    [InlineData("filled@0", CartState.Active)]
    [InlineData("filled@0 judged@899s", CartState.Active)]
    [InlineData("filled@0 judged@15", CartState.Idle)]
    [InlineData("filled@0 judged@15 judged@3599s", CartState.Idle)]
    [InlineData("filled@0 judged@15 judged@60", CartState.Abandoned)]
    [InlineData("filled@0 judged@60", CartState.Abandoned)] // several steps were due
    [InlineData("filled@0 judged@60 judged@30d", CartState.Abandoned)]
    [InlineData("filled@0 judged@60 judged@721h", CartState.Lost)] // 30 days after it was abandoned
    [InlineData("filled@0 judged@60d", CartState.Lost)]
    [InlineData("filled@0 judged-silently@60", CartState.Suppressed)]
    [InlineData("filled@0 judged-silently@60d", CartState.Suppressed)]
    // The shopper is busy.
    [InlineData("filled@0 filled@14 judged@28", CartState.Active)]
    [InlineData("filled@0 judged@15 filled@16", CartState.Active)]
    [InlineData("filled@0 judged@60 filled@61", CartState.Active)]
    [InlineData("filled@0 judged@60 filled@61 judged@121", CartState.Abandoned)]
    [InlineData("filled@0 judged@60d filled@61d", CartState.Active)]
    [InlineData("filled@0 judged-silently@60 filled@61", CartState.Active)]
    // It is emptied by hand.
    [InlineData("emptied@0", CartState.Cleared)]
    [InlineData("emptied@0 judged@60d", CartState.Cleared)]
    [InlineData("filled@0 emptied@1", CartState.Cleared)]
    [InlineData("filled@0 judged@60 emptied@61", CartState.Cleared)]
    [InlineData("filled@0 emptied@1 filled@2", CartState.Active)]
    [InlineData("filled@0 emptied@1 judged@60d", CartState.Cleared)]
    // It is bought.
    [InlineData("ordered@0", CartState.Ordered)]
    [InlineData("ordered-with-items@0", CartState.Ordered)]
    [InlineData("filled@0 ordered@1", CartState.Ordered)]
    [InlineData("filled@0 ordered-with-items@1", CartState.Ordered)]
    [InlineData("filled@0 ordered@0", CartState.Ordered)] // by one and the same click
    [InlineData("filled@0 judged@20 ordered@21", CartState.Ordered)]
    [InlineData("filled@0 judged-silently@60 ordered@61", CartState.Ordered)]
    [InlineData("filled@0 judged@60 ordered@60", CartState.Returned)]
    [InlineData("filled@0 judged@60 ordered@61", CartState.Returned)]
    [InlineData("filled@0 judged@60 filled@61 ordered@62", CartState.Returned)] // nobody buys without coming back to the cart first
    [InlineData("filled@0 judged@60 emptied@61 ordered@62", CartState.Returned)]
    [InlineData("filled@0 judged@60d ordered@61d", CartState.Returned)]
    [InlineData("filled@0 ordered@1 judged@60d", CartState.Ordered)]
    // The shop empties what was bought.
    [InlineData("filled@0 ordered@1 emptied@2", CartState.Ordered)]
    [InlineData("filled@0 emptied@2 ordered@1", CartState.Ordered)]
    [InlineData("filled@0 emptied@1 ordered@1", CartState.Ordered)]
    // The token lives on with a new cart.
    [InlineData("filled@0 ordered@1 filled@2", CartState.Active)]
    [InlineData("filled@0 ordered@1 filled@2 emptied@3", CartState.Cleared)]
    [InlineData("filled@0 ordered@1 filled@2 judged@62", CartState.Abandoned)]
    [InlineData("filled@0 ordered@1#1 filled@2 ordered@3#2", CartState.Ordered)]
    [InlineData("filled@0 judged@60 ordered@61#1 filled@62 ordered@63#2", CartState.Ordered)] // the new cart was never abandoned
    [InlineData("filled@0 ordered@1#1 filled@2 ordered@3#1", CartState.Ordered)] // its payment failed and lies in the cart again, and is paid now
    [InlineData("filled@0 ordered@1#1 filled@2 emptied@3 ordered@4#1", CartState.Ordered)]
    [InlineData("filled@0 ordered@1#1 filled@2 ordered@1#1", CartState.Active)] // told once more of the same purchase
    [InlineData("filled@0 ordered@1#1 filled@2 judged@62 ordered@70#1", CartState.Returned)]
    // Reports come late.
    [InlineData("filled@5 filled@0", CartState.Active)]
    [InlineData("filled@5 emptied@4", CartState.Active)]
    [InlineData("filled@5 emptied@5", CartState.Active)]
    [InlineData("filled@5 judged@65 filled@4", CartState.Abandoned)]
    [InlineData("filled@5 judged@65 emptied@4", CartState.Abandoned)]
    [InlineData("emptied@5 filled@4", CartState.Cleared)]
    [InlineData("filled@0 emptied@5 filled@4", CartState.Cleared)]
    [InlineData("ordered@5 filled@4", CartState.Ordered)]
    [InlineData("ordered@5 emptied@4", CartState.Ordered)]
    [InlineData("ordered@5 filled@6", CartState.Active)]
    [InlineData("filled@6 ordered@5", CartState.Active)] // filled again after it was bought
    [InlineData("filled@6 judged@66 ordered@5", CartState.Abandoned)]
    [InlineData("filled@0 judged@60 ordered@59", CartState.Ordered)] // bought before: it never was abandoned
    [InlineData("filled@0 judged@60d ordered@59", CartState.Ordered)]
    [InlineData("filled@0 judged@60d ordered@2h", CartState.Returned)]
    [InlineData("filled@0 ordered@3#1 filled@2 ordered@1#1", CartState.Ordered)]
    [InlineData("ordered@1#1 ordered@3#2 filled@2 ordered@1#1", CartState.Ordered)]
    [InlineData("ordered@1#1 ordered@2#2 filled@3 ordered@1#1 ordered@2#2", CartState.Active)] // both orders once more
    public void A_story_ends_in(string story, CartState state) => Assert.Equal(state, CartStory.Tell(story).State);

    [Theory]
    [InlineData("filled@0", "15m")]
    [InlineData("filled@0 judged@15", "60m")]
    [InlineData("filled@0 judged@60", "721h")]
    [InlineData("filled@0 judged@60d", null)]
    [InlineData("filled@0 judged-silently@60", null)]
    [InlineData("filled@0 filled@10", "25m")]
    [InlineData("filled@10 filled@0", "25m")]
    [InlineData("filled@0 judged@15 ordered@-1", "60m")] // a late report does not wake a quiet cart
    [InlineData("filled@0 ordered@1", null)]
    [InlineData("filled@0 emptied@1", null)]
    public void A_story_goes_on_at(string story, string? time) => Assert.Equal(time is null ? null : CartStory.At(time), CartStory.Tell(story).JudgeAt);

    [Theory]
    [InlineData("filled@0 judged@59", null)]
    [InlineData("filled@0 judged@3h", "60m")] // at its time, not when the judge came by
    [InlineData("filled@0 judged@60 judged@61 judged@62", "60m")]
    [InlineData("filled@0 judged@60 filled@61", "60m")]
    [InlineData("filled@0 judged@60 filled@61 judged@121", "121m")]
    [InlineData("filled@0 judged@60 emptied@61", "60m")]
    [InlineData("filled@0 judged@60 ordered@61", "60m")]
    [InlineData("filled@0 judged@60d", "60m")]
    [InlineData("filled@0 judged@60 ordered@59", null)]
    [InlineData("filled@0 judged@60 ordered@61 filled@62", null)]
    [InlineData("filled@0 judged@60 filled@62 ordered@61", null)]
    [InlineData("filled@0 judged@60 filled@62 judged@122 ordered@61", "122m")]
    [InlineData("filled@0 judged-silently@60", null)]
    public void An_abandonment_has_its_time(string story, string? time) =>
        Assert.Equal(time is null ? null : CartStory.At(time), CartStory.Tell(story).AbandonedAt);

    [Theory]
    [InlineData("filled@1", "1m", null)]
    [InlineData("filled@1 judged@16", "1m", null)]
    [InlineData("filled@1 emptied@2", "2m", "2m")]
    [InlineData("filled@1 ordered@2", "2m", "2m")]
    [InlineData("filled@1 ordered@2 emptied@3", "2m", "2m")]
    [InlineData("filled@0 judged@60d", "0m", "721h")]
    [InlineData("filled@1 ordered@2 filled@3", "3m", null)]
    public void A_cart_has_its_last_activity_and_its_end(string story, string activity, string? end)
    {
        var cart = CartStory.Tell(story);

        Assert.Equal((CartStory.At(activity), end is null ? null : (DateTimeOffset?)CartStory.At(end)), (cart.ActivityAt, cart.ClosedAt));
    }

    [Theory]
    [InlineData("filled@1 filled@2", "2")]
    [InlineData("filled@2 filled@1", "2")]
    [InlineData("filled@1 emptied@2", "1")] // what it last held
    [InlineData("filled@1 ordered@2", "1")]
    [InlineData("filled@1 ordered-with-items@2", "2")]
    [InlineData("ordered@2 filled@1", "1")]
    [InlineData("filled@1 filled@1", "1")]
    public void A_cart_shows_what_it_last_held(string story, string product) =>
        Assert.Equal(product, Assert.Single(CartStory.Tell(story).Contents.Items).ProductId);

    [Theory]
    [InlineData("", "filled@0", EventType.CartStarted)]
    [InlineData("", "emptied@0", null)]
    [InlineData("", "ordered@0", EventType.CartOrdered)]
    [InlineData("filled@0", "filled@1", null)]
    [InlineData("filled@0", "emptied@1", null)]
    [InlineData("filled@0 emptied@1", "filled@2", null)]
    [InlineData("emptied@0", "filled@1", EventType.CartStarted)]
    [InlineData("filled@0", "ordered@1", EventType.CartOrdered)]
    [InlineData("filled@0 ordered@1", "ordered@1", null)]
    [InlineData("filled@0 ordered@1", "ordered@2", null)] // the same order once more
    [InlineData("filled@0 ordered@1", "filled@2", EventType.CartStarted)]
    [InlineData("filled@0 judged@60", "ordered@61", EventType.CartReturned)]
    [InlineData("filled@0 judged@60", "ordered@59", EventType.CartOrdered)]
    [InlineData("filled@0 judged@60", "filled@61", null)]
    public void A_report_is_an_event_when_it_starts_or_ends_a_cart(string story, string report, EventType? expected)
    {
        var before = story.Length == 0 ? null : CartStory.Tell(story);

        Assert.Equal(expected, CartRules.EventOf(before, CartRules.Report(before, CartStory.Report(report, "1"))));
    }

    [Fact]
    public void A_report_that_tells_nothing_new_leaves_the_very_cart()
    {
        var cart = CartStory.Tell("filled@0 filled@5 emptied@6 filled@7");

        Assert.Same(cart, CartRules.Report(cart, CartStory.Report("filled@7")));
        Assert.Same(cart, CartRules.Report(cart, CartStory.Report("filled@6")));
        Assert.Same(cart, CartRules.Report(cart, CartStory.Report("emptied@5")));
    }

    [Theory]
    [InlineData(20, "20m")]
    [InlineData(1440, "24h")]
    public void A_tenant_says_when_a_cart_is_abandoned(int minutes, string time)
    {
        var idle = CartRules.Judge(CartStory.Tell("filled@0"), new(TimeSpan.FromMinutes(minutes), MayTell: true), CartStory.At("16m"));

        Assert.Equal((CartState.Idle, CartStory.At(time)), (idle.State, idle.JudgeAt));
    }
}
