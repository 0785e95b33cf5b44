using System.CommandLine;
using TinyEclipse.Cli.CommandLine;
using TinyEclipse.Cli.Output;
using TinyEclipse.Sites.V1;

namespace TinyEclipse.Cli.Commands;

/// <summary>What te does about other installations that use a site's token.</summary>
internal static class CopyCommands
{
    private static readonly Argument<string> Id = Checks.Id(new Argument<string>("id") { Description = Words.SiteId });
    private static readonly Argument<string> Word =
        new Argument<string>("what") { Description = Words.ResolutionChoice }.AcceptAmong(EnumWords.All<QuarantineResolution>());

    private static readonly Option<string?> Fingerprint = new("--copy") { Description = Words.CopyFingerprint, HelpName = "FINGERPRINT" };

    public static Command List() => new Command("copies", Words.SitesCopies) { Id }.ForTenant().Does(async (run, cancellationToken) =>
    {
        var request = new ListSiteCopiesRequest { TenantId = run.TenantId, SiteId = run.Value(Id) };
        var found = await run.Client.Quarantine.ListSiteCopiesAsync(request, cancellationToken: cancellationToken);
        if (run.Report.Document(found))
            return;

        var table = new Table(new(Words.Url, Shrinks: true), new(Words.Environment), new(Words.State), new(Words.Seen, AlignsRight: true), new(Words.Fingerprint));
        foreach (var copy in found.Copies)
            table.Add(copy.HomeUrl, copy.Environment.Word(), copy.Ruling.Word(), Human.Age(copy.LastSeenTime, run.Shell.Time), copy.Fingerprint);
        run.Report.Table(table);
    });

    public static Command Resolve() => new Command("resolve", Words.SitesResolve) { Id, Word, Fingerprint }.ForTenant().Does(async (run, cancellationToken) =>
    {
        var request = new ResolveQuarantineRequest
        {
            TenantId = run.TenantId,
            SiteId = run.Value(Id),
            Resolution = EnumWords.Parse<QuarantineResolution>(run.Value(Word)),
            Fingerprint = run.Value(Fingerprint) ?? "",
        };
        var copy = await run.Client.Quarantine.ResolveQuarantineAsync(request, cancellationToken: cancellationToken);
        if (!run.Report.Document(copy))
            run.Report.Details((Words.Url, copy.HomeUrl), (Words.State, copy.Ruling.Word()), (Words.Site, copy.NewSiteId), (Words.Fingerprint, copy.Fingerprint));
    });
}
