using System.CommandLine;
using TinyEclipse.Cli.CommandLine;
using TinyEclipse.Cli.Output;
using TinyEclipse.Sites.V1;

namespace TinyEclipse.Cli.Commands;

internal static class PairCommand
{
    private static readonly Option<string?> Url = new("--site-url") { Description = Words.PairUrl, HelpName = "URL" };
    private static readonly Option<string?> Site = new("--site") { Description = Words.PairSite, HelpName = "ID" };

    public static Command Pair() => new Command("pair", Words.Pair) { Url, Site }.ForTenant().Does(async (run, cancellationToken) =>
    {
        var request = new CreatePairingCodeRequest { TenantId = run.TenantId, SiteId = run.Value(Site) ?? "", Url = run.Value(Url) ?? "" };
        var code = await run.Client.Pairing.CreatePairingCodeAsync(request, cancellationToken: cancellationToken);
        if (run.Report.Document(code))
            return;

        run.Report.Line(code.Code);
        var time = Human.ClockTime(code.ExpireTime.ToDateTimeOffset(), run.Shell.Time);
        run.Report.Note(Say.That(Words.PairHow, time, code.Url.Length > 0 ? Say.That(Words.PairOnlyAt, code.Url) : ""));
    });
}
