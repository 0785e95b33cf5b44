using System.CommandLine;
using Google.Protobuf.WellKnownTypes;
using TinyEclipse.Cli.CommandLine;
using TinyEclipse.Cli.Output;
using TinyEclipse.Shop.V1;

namespace TinyEclipse.Cli.Commands;

internal static class CartStatsCommand
{
    private static readonly Option<string?> From = Checks.Moment(new Option<string?>("--from") { Description = Words.StatsFrom, HelpName = "TIME" });
    private static readonly Option<string?> To = Checks.Moment(new Option<string?>("--to") { Description = Words.StatsTo, HelpName = "TIME" });

    public static Command Stats() => new Command("stats", Words.CartsStats) { From, To }.ForTenant().Does(async (run, cancellationToken) =>
    {
        var request = new GetAbandonedCartStatsRequest
        {
            TenantId = run.TenantId,
            StartTime = Moment(run.Value(From)),
            EndTime = Moment(run.Value(To)),
        };
        var stats = await run.Client.Carts.GetAbandonedCartStatsAsync(request, cancellationToken: cancellationToken);
        if (!run.Report.Document(stats))
            Print(run, stats);
    });

    private static Timestamp? Moment(string? text) => Checks.ParseMoment(text) is { } moment ? Timestamp.FromDateTimeOffset(moment) : null;

    private static void Print(Run run, AbandonedCartStats stats)
    {
        run.Report.Details(
            (Words.From, Human.Moment(stats.StartTime, run.Shell.Time)),
            (Words.To, Human.Moment(stats.EndTime, run.Shell.Time)),
            (Words.Abandoned, Say.That("{0}", stats.AbandonedCount)),
            (Words.BoughtAfter, stats.HasBoughtAfterRate
                ? Say.That("{0} ({1})", stats.BoughtAfterCount, Human.Percent(stats.BoughtAfterRate))
                : Say.That("{0}", stats.BoughtAfterCount)));
        if (stats.Totals.Count == 0)
            return;

        var table = new Table(new(Words.State), new(Words.CartCount, AlignsRight: true), new(Words.Total, AlignsRight: true));
        foreach (var total in stats.Totals)
            table.Add(CartCommands.StateCell(total.State), Say.That("{0}", total.CartCount), Human.Money(total.TotalMinor, total.CurrencyCode));
        run.Report.Line();
        run.Report.Table(table);
    }
}
