namespace TinyEclipse.Cli.Demo;

internal enum Outcome
{
    Abandoned,
    Bought,
    Cleared,
}

internal sealed record CartLine(Product Product, int Quantity);

/// <summary>A thing that a shopper writes to the shop or does there besides shopping.</summary>
internal sealed record StoryEntry(string Touchpoint, string Title, string? Description = null, double? Sentiment = null);

/// <summary>Something a shopper does, in shop time.</summary>
/// <param name="Text">For whoever watches.</param>
/// <param name="Lines">What the cart holds from now on; null when this is not about the cart.</param>
/// <param name="IsKnown">The shop knows by now who it is.</param>
internal sealed record Moment(TimeSpan At, string Text, IReadOnlyList<CartLine>? Lines, bool IsKnown, bool IsOrder = false, StoryEntry? Entry = null)
{
    /// <summary>The shopper came back to a cart that was given up: from then on the server's clock is the right one.</summary>
    public bool IsSecondVisit { get; init; }

    /// <summary>The network loses the answer: the report is sent again.</summary>
    public bool IsRepeated { get; init; }

    /// <summary>The network is slow: the report comes after the next one.</summary>
    public TimeSpan Delay { get; init; }

    public long TotalMinor => Lines?.Sum(line => line.Product.PriceMinor * line.Quantity) ?? 0;
}

internal sealed record Shopper(int Number, Customer Customer, Outcome Outcome, IReadOnlyList<Moment> Moments)
{
    public Moment LastCartMoment => Moments.Last(moment => moment.Lines is not null);
}

/// <summary>A quarter of an hour in the shop. The same seed writes the same script.</summary>
internal sealed record DemoScript(int Seed, IReadOnlyList<Shopper> Shoppers)
{
    public static readonly TimeSpan Length = TimeSpan.FromMinutes(15);

    public static DemoScript Write(int seed, int carts, DemoPace pace)
    {
        var random = new Random(seed);
        var customers = new Customers(random);
        var plots = Plots.For(carts);
        random.Shuffle(plots);
        return new DemoScript(seed, [.. plots.Select((plot, i) => Story.Tell(i + 1, customers.Next(), plot, pace, random))]);
    }
}
