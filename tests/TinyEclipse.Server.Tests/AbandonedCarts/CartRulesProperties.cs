using FsCheck;
using FsCheck.Fluent;
using TinyEclipse.Server.Features.AbandonedCarts;

namespace TinyEclipse.Server.Tests.AbandonedCarts;

public sealed class CartRulesProperties
{
    private static readonly CartPolicy Policy = new(TimeSpan.FromMinutes(60), MayTell: true);

    /// <summary>What a shop could tell of one cart. Each moment occurs once, but for orders: one may be told of at several, and two at the same.</summary>
    private static readonly Gen<CartReport[]> Stories =
        from length in Gen.Choose(1, 8)
        from verbs in Gen.Elements("filled", "filled", "emptied", "ordered", "ordered-with-items").ArrayOf(length)
        from times in Gen.Shuffle(Enumerable.Range(0, 200))
        from orders in Gen.Elements("1", "2", "3").ArrayOf(length)
        from sameMoment in Gen.Choose(0, length - 1)
        from shoppers in Gen.Elements(Shopper.Unknown, new("", "", "", "Ada"), new("", "ada@example.org", "", ""), new("7", "", "", "Bob")).ArrayOf(length)
        let told = verbs.Select((verb, index) => CartStory.Report($"{verb}@{times[index]}", orders[index], shoppers[index])).ToArray()
        let twin = CartStory.Report($"ordered@{times[sameMoment]}", "0")
        select told[sameMoment].IsOrder ? [.. told, twin] : told;

    private static readonly Gen<(CartReport[] Story, CartReport[] Arrived)> Arrivals =
        from story in Stories
        from repeated in Gen.Elements(story).ArrayOf(3)
        from arrived in Gen.Shuffle(story.Concat(repeated))
        select (story, arrived);

    [Fact]
    public void Reports_add_up_to_the_same_cart_in_any_order_and_however_often_they_come() =>
        Always(Arrivals, told => Tell(told.Story.OrderBy(report => report.Time)) == Tell(told.Arrived));

    [Fact]
    public void Whenever_the_judge_comes_by_the_reports_add_up_to_the_same_moments()
    {
        var judged = from told in Arrivals from minutes in Gen.Choose(0, 600).ArrayOf(told.Arrived.Length) select (told.Story, told.Arrived, minutes);

        Always(judged, told => Moments(Tell(told.Story)).Equals(Moments(Tell(told.Arrived, told.minutes))));
    }

    [Fact]
    public void What_was_bought_is_never_abandoned() =>
        Always(Arrivals, told =>
        {
            var cart = Tell(told.Arrived);
            var judged = CartRules.Judge(cart, Policy, CartStory.At("400d"));
            return !cart.IsBought || (judged.AbandonedAt == cart.AbandonedAt && judged.State == cart.State);
        });

    [Fact]
    public void The_judge_may_come_by_often_or_once()
    {
        var visits = from story in Stories from minutes in Gen.Choose(0, 100_000).ArrayOf() select (story, minutes);

        Always(visits, told =>
        {
            var cart = Tell(told.story);
            var often = told.minutes.Order().Aggregate(cart, (cart, minute) => CartRules.Judge(cart, Policy, CartStory.At($"{minute}m")));
            return CartRules.Judge(cart, Policy, CartStory.At("400d")) == CartRules.Judge(often, Policy, CartStory.At("400d"));
        });
    }

    private static void Always<T>(Gen<T> inputs, Func<T, bool> holds) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(Arb.From(inputs), holds));

    private static Cart Tell(IEnumerable<CartReport> reports) => reports.Aggregate((Cart?)null, CartRules.Report)!;

    private static Cart Tell(CartReport[] reports, int[] minutes) =>
        reports.Zip(minutes).Aggregate((Cart?)null, (cart, step) => CartRules.Judge(CartRules.Report(cart, step.First), Policy, CartStory.At($"{step.Second}m")))!;

    private static object Moments(Cart cart) =>
        (cart.FilledAt, cart.EmptiedAt, cart.OrderedAt, cart.LastOrderId, cart.Contents, cart.Shopper, cart.IdentifiedAt, cart.ActivityAt);
}
