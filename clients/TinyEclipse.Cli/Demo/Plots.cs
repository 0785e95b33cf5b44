namespace TinyEclipse.Cli.Demo;

/// <summary>How a visit goes.</summary>
internal enum Plot
{
    Buys,
    Leaves,
    LeavesUnknown,
    Empties,

    /// <summary>Leaves, and buys after all when the cart was given up.</summary>
    ComesBack,
}

internal static class Plots
{
    /// <summary>Of a hundred visits, as shops know them; buying is the rest.</summary>
    private static readonly (Plot Plot, int Percent)[] Shares = [(Plot.Leaves, 34), (Plot.LeavesUnknown, 10), (Plot.Empties, 11), (Plot.ComesBack, 8)];

    public static Plot[] For(int carts)
    {
        var plots = Shares.SelectMany(share => Enumerable.Repeat(share.Plot, (int)Math.Round(carts * share.Percent / 100.0, MidpointRounding.AwayFromZero))).ToList();
        if (plots.Count == 0)
            plots.Add(Plot.Leaves);
        return [.. plots.Take(carts), .. Enumerable.Repeat(Plot.Buys, Math.Max(0, carts - plots.Count))];
    }

    public static Outcome Outcome(this Plot plot) => plot switch
    {
        Plot.Leaves or Plot.LeavesUnknown => Demo.Outcome.Abandoned,
        Plot.Empties => Demo.Outcome.Cleared,
        _ => Demo.Outcome.Bought,
    };
}
