using System.CommandLine;
using System.Text.Json;
using TinyEclipse.Cli.CommandLine;
using TinyEclipse.Cli.Configuration;
using TinyEclipse.Cli.Demo;
using TinyEclipse.Cli.Output;

namespace TinyEclipse.Cli.Commands;

internal static class DemoCommand
{
    private const double UsualSpeed = 60;
    private const int UsualCarts = 40;
    private const int UsualAbandonMinutes = 60;
    private static readonly TimeSpan PatienceAtFirst = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static readonly Option<string?> Speed = Checks.Number(new Option<string?>("--speed") { Description = Words.DemoSpeed, HelpName = "N" }, 0.2, 1000);
    private static readonly Option<string?> Seed = Checks.Number(new Option<string?>("--seed") { Description = Words.DemoSeed, HelpName = "N" }, 0, int.MaxValue);
    private static readonly Option<string?> Carts = Checks.Number(new Option<string?>("--carts") { Description = Words.DemoCarts, HelpName = "N" }, 1, 5000);
    private static readonly Option<string?> LedgerFile = new("--ledger") { Description = Words.DemoLedger, HelpName = "FILE" };
    private static readonly Option<string?> WebAddress = Checks.Address(new Option<string?>("--web-url") { Description = Words.DemoWebUrl, HelpName = "URL" });
    private static readonly Option<string?> SiteToken = new("--site-token") { Description = Words.DemoSiteToken, HelpName = "TOKEN" };
    private static readonly Option<string?> AbandonMinutes =
        Checks.Number(new Option<string?>("--abandon-minutes") { Description = Words.DemoAbandonMinutes, HelpName = "N" }, 20, 1440);

    public static Command Demo() =>
        new Command("demo", Words.Demo) { Speed, Seed, Carts, LedgerFile, WebAddress, SiteToken, AbandonMinutes }.Does(async (run, cancellationToken) =>
        {
            var tenantId = await GreetAsync(run, cancellationToken);
            var pace = new DemoPace(run.Number(Speed, UsualSpeed), await AbandonAfterAsync(run, tenantId, cancellationToken));
            var script = DemoScript.Write(run.Number(Seed, Random.Shared.Next(1, 10_000)), run.Number(Carts, UsualCarts), pace);

            using var site = NewSite(run, Patience);
            using var ledger = Ledger.Open(run.Value(LedgerFile));
            run.Report.Note(Say.That(Words.DemoStarts, script.Shoppers.Count, script.Seed, pace.Speed, Math.Round(pace.Grace.TotalSeconds)));
            var player = new DemoPlayer(site, tenantId, pace, run.Shell.Time, ledger, moment => Watch(run, moment));
            Print(run, await player.PlayAsync(script, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
        });

    /// <summary>The tenant of the site token; and whether a server is there at all.</summary>
    private static async Task<string> GreetAsync(Run run, CancellationToken cancellationToken)
    {
        using var site = NewSite(run, PatienceAtFirst);
        var answer = await site.BeatAsync(cancellationToken);
        return answer.GetProperty("tenant_id").GetString()!;
    }

    private static async Task<TimeSpan> AbandonAfterAsync(Run run, string tenantId, CancellationToken cancellationToken)
    {
        var minutes = run.Number(AbandonMinutes, 0);
        if (minutes == 0 && run.Settings is { Address: not null, Token: not null })
        {
            var tenant = await run.Client.Tenants.GetTenantAsync(new() { TenantId = tenantId }, cancellationToken: cancellationToken);
            minutes = tenant.CartAbandonMinutes;
        }

        return TimeSpan.FromMinutes(minutes > 0 ? minutes : UsualAbandonMinutes);
    }

    private static ShopSite NewSite(Run run, TimeSpan patience)
    {
        var address = ServerUri.ParseOrNull(run.Value(WebAddress), WebAddress.Name) ?? run.Settings.WebAddress ?? throw new UsageException(Words.NoWebAddress);
        var token = run.Value(SiteToken) ?? run.Settings.SiteToken ?? throw new UsageException(Words.NoSiteToken);
        run.ThrowIfClearText(address);
        return new ShopSite(new SocketsHttpHandler(), address, token, run.Shell.Time, patience);
    }

    private static void Watch(Run run, Moment moment)
    {
        if (run.Report.IsJson)
            return;
        var total = moment.Lines is { Count: > 0 } ? Human.Money(moment.TotalMinor, Assortment.CurrencyCode) : "";
        lock (run.Report)
            run.Report.Line(new Cell($"{moment.At:mm\\:ss}", "dim"), "  ", new Cell($"{total,12}"), "  ", new Cell(moment.Text, moment.IsOrder ? "green" : ""));
    }

    private static void Print(Run run, DemoSummary summary)
    {
        if (!run.Report.Document(JsonSerializer.SerializeToNode(summary, ShopJson.Options)!))
        {
            run.Report.Line();
            run.Report.Details(
                (Words.DemoSummaryCarts, Say.That(Words.DemoAcknowledgedOf, summary.CartsAcknowledged, summary.CartsSent)),
                (Words.DemoSummaryReports, Say.That(Words.DemoAcknowledgedOf, summary.ReportsAcknowledged, summary.ReportsSent)),
                (Words.DemoSummaryRetries, Say.That("{0}", summary.Retries)),
                (Words.DemoSummaryAbandoned, Abandoned(run, summary)));
        }

        if (summary.Problems.Count > 0)
            throw new FailureException(string.Join(Environment.NewLine, summary.Problems));
    }

    private static Cell Abandoned(Run run, DemoSummary summary) => summary.AbandonedBy is { } time
        ? new Cell(Say.That(Words.DemoAbandonedBy, summary.ExpectedAbandoned, Human.ClockTime(time, run.Shell.Time)), "yellow")
        : Say.That("{0}", summary.ExpectedAbandoned);
}
