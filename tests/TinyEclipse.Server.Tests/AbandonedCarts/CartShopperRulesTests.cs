using TinyEclipse.Server.Features.AbandonedCarts;
using TinyEclipse.Shop.V1;

namespace TinyEclipse.Server.Tests.AbandonedCarts;

public sealed class CartShopperRulesTests
{
    private static readonly CartPolicy Policy = new(TimeSpan.FromMinutes(60), MayTell: true);
    private static readonly Shopper Ada = new("", "ada@example.org", "", "Ada");
    private static readonly Shopper Bob = new("7", "bob@example.org", "+32470123456", "Bob");
    private static readonly Shopper OnlyName = new("", "", "", "A.");

    public static TheoryData<(string Report, Shopper Shopper)[], Shopper> Told => new()
    {
        { [("filled@0", Ada)], Ada },
        { [("filled@0", Ada), ("filled@1", Bob)], Bob },
        { [("filled@1", Bob), ("filled@0", Ada)], Bob },
        { [("filled@0", Ada), ("filled@1", Shopper.Unknown)], Ada }, // not named this time, but not forgotten
        { [("filled@1", Shopper.Unknown), ("filled@0", Ada)], Ada },
        { [("filled@0", Ada), ("filled@1", OnlyName)], Ada },
        { [("filled@1", OnlyName), ("filled@0", Ada)], Ada },
        { [("filled@0", OnlyName)], OnlyName },
        { [("filled@0", Ada), ("ordered@1", Bob)], Bob }, // the checkout knows best
        { [("ordered@1", Bob), ("filled@0", Ada)], Bob },
        { [("filled@0", Ada), ("emptied@1", Bob)], Bob },
    };

    [Theory]
    [MemberData(nameof(Told))]
    public void The_shopper_is_who_was_named_last((string Report, Shopper Shopper)[] reports, Shopper expected)
    {
        var cart = reports.Aggregate((Cart?)null, (cart, told) => CartRules.Report(cart, CartStory.Report(told.Report, "1", told.Shopper)))!;

        Assert.Equal(expected, cart.Shopper);
    }

    [Theory]
    [InlineData(true, "2159h", true)] // 90 days less an hour
    [InlineData(true, "90d", false)]
    [InlineData(false, "719h", true)]
    [InlineData(false, "30d", false)]
    public void A_cart_forgets_its_shopper(bool isContact, string time, bool isKnown)
    {
        var cart = CartRules.Report(null, CartStory.Report("filled@0", shopper: Ada)) with { ContactId = isContact ? Guid.NewGuid() : null };

        var judged = CartRules.Judge(cart, Policy, CartStory.At(time));

        Assert.Equal(isKnown ? Ada : Shopper.Unknown, judged.Shopper);
    }

    [Fact]
    public void A_closed_cart_is_judged_once_more_to_forget_its_shopper()
    {
        var cart = CartRules.Report(null, CartStory.Report("ordered-with-items@0", "1", Ada));
        Assert.Equal(CartStory.At("30d"), cart.JudgeAt);

        var forgotten = CartRules.Judge(cart, Policy, CartStory.At("30d"));

        Assert.Equal((CartState.Ordered, Shopper.Unknown, null), (forgotten.State, forgotten.Shopper, forgotten.JudgeAt));
    }

    [Fact]
    public void A_forgotten_shopper_is_not_told_again_by_a_repeated_report()
    {
        var report = CartStory.Report("filled@0", shopper: OnlyName);
        var forgotten = CartRules.Judge(CartRules.Report(null, report), Policy, CartStory.At("60d"));

        Assert.Same(forgotten, CartRules.Report(forgotten, report));
    }

    [Fact]
    public void A_quiet_cart_keeps_its_time_when_a_late_report_names_the_shopper()
    {
        var idle = CartStory.Tell("filled@5 judged@20");

        var named = CartRules.Report(idle, CartStory.Report("filled@4", shopper: Ada));

        Assert.Equal((CartState.Idle, Ada, idle.JudgeAt), (named.State, named.Shopper, named.JudgeAt));
    }
}
