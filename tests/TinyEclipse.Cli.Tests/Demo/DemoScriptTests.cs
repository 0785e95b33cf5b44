using TinyEclipse.Cli.Demo;

namespace TinyEclipse.Cli.Tests.Demo;

public sealed class DemoScriptTests
{
    private static readonly DemoPace Pace = new(60, TimeSpan.FromMinutes(60));
    private static readonly DemoScript Script = DemoScript.Write(7, 200, Pace);

    private static IEnumerable<Moment> CartMoments(Shopper shopper) => shopper.Moments.Where(moment => moment.Lines is not null);

    [Fact]
    public void The_same_seed_writes_the_same_script()
    {
        Assert.Equal(Texts(Script), Texts(DemoScript.Write(7, 200, Pace)));
        Assert.NotEqual(Texts(Script), Texts(DemoScript.Write(8, 200, Pace)));

        static IEnumerable<string> Texts(DemoScript script) => script.Shoppers.SelectMany(shopper => shopper.Moments)
            .Select(moment => $"{moment.At} {moment.Text} {moment.TotalMinor} {moment.IsRepeated} {moment.Delay}");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(40)]
    [InlineData(1000)]
    public void There_are_as_many_shoppers_as_asked_for(int carts) => Assert.Equal(carts, DemoScript.Write(1, carts, Pace).Shoppers.Count);

    [Fact]
    public void Every_kind_of_visit_occurs_and_leaving_is_common()
    {
        var outcomes = Script.Shoppers.CountBy(shopper => shopper.Outcome).ToDictionary();

        Assert.Equal((88, 90, 22), (outcomes[Outcome.Abandoned], outcomes[Outcome.Bought], outcomes[Outcome.Cleared]));
    }

    [Fact]
    public void A_visit_ends_as_it_is_expected_to() => Assert.All(Script.Shoppers, shopper =>
    {
        var last = shopper.LastCartMoment;
        Assert.Equal(shopper.Outcome is Outcome.Bought, last.IsOrder);
        Assert.Equal(shopper.Outcome is Outcome.Cleared, last.Lines!.Count == 0);
        Assert.Single(CartMoments(shopper), moment => moment == last);
    });

    [Fact]
    public void A_cart_holds_what_was_put_in_and_its_total_is_the_sum() => Assert.All(Script.Shoppers.SelectMany(CartMoments), moment =>
    {
        Assert.Equal(moment.Lines!.Sum(line => line.Quantity * line.Product.PriceMinor), moment.TotalMinor);
        Assert.All(moment.Lines!, line => Assert.InRange(line.Quantity, 1, 40));
        Assert.Equal(moment.Lines!.Count, moment.Lines!.Select(line => line.Product.Id).Distinct().Count());
    });

    [Fact]
    public void Nobody_is_quiet_for_so_long_that_the_server_gives_the_cart_up_unless_that_is_the_plot() => Assert.All(Script.Shoppers, shopper =>
    {
        var moments = CartMoments(shopper).ToList();
        var gaps = moments.Zip(moments.Skip(1), (one, next) => next.At - one.At).ToList();
        Assert.All(gaps, gap => Assert.True(gap <= DemoPace.LongestPause || gap >= Pace.UntilSurelyAbandoned, $"{gap}"));
        Assert.InRange(gaps.Count(gap => gap >= Pace.UntilSurelyAbandoned), 0, shopper.Outcome is Outcome.Bought ? 1 : 0);
    });

    [Fact]
    public void Some_come_back_to_a_cart_that_was_given_up() => Assert.Equal(
        16, Script.Shoppers.Count(shopper => shopper.Moments.Zip(shopper.Moments.Skip(1)).Any(pair => pair.Second.At - pair.First.At >= Pace.UntilSurelyAbandoned)));

    [Fact]
    public void Reports_come_late_behind_the_next_one_and_twice_now_and_then()
    {
        var late = Script.Shoppers.Select(shopper => CartMoments(shopper).ToList())
            .SelectMany(moments => moments.Zip(moments.Skip(1)))
            .Where(pair => pair.First.Delay > TimeSpan.Zero)
            .ToList();

        Assert.NotEmpty(late);
        Assert.All(late, pair => Assert.True(pair.First.At + pair.First.Delay > pair.Second.At + pair.Second.Delay || pair.Second.Delay > TimeSpan.Zero));
        Assert.Contains(Script.Shoppers.SelectMany(shopper => shopper.Moments), moment => moment.IsRepeated);
        Assert.All(Script.Shoppers, shopper => Assert.Equal(TimeSpan.Zero, shopper.LastCartMoment.Delay));
    }

    [Fact]
    public void People_have_addresses_of_their_own_that_take_no_mail()
    {
        var addresses = Script.Shoppers.Select(shopper => shopper.Customer.Email).ToList();

        Assert.All(addresses, address => Assert.Matches(@"^[a-z]+\.[a-z]+\d*@example\.be$", address));
        Assert.Equal(addresses.Count, addresses.Distinct().Count());
    }

    [Fact]
    public void It_all_happens_in_a_quarter_of_an_hour_but_for_those_who_come_back() => Assert.All(
        Script.Shoppers.Where(shopper => !shopper.LastCartMoment.IsOrder), shopper => Assert.InRange(shopper.LastCartMoment.At, TimeSpan.Zero, DemoScript.Length));
}
