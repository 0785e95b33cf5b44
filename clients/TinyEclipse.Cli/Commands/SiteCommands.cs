using System.CommandLine;
using TinyEclipse.Cli.CommandLine;
using TinyEclipse.Cli.Output;
using TinyEclipse.Sites.V1;

namespace TinyEclipse.Cli.Commands;

internal static class SiteCommands
{
    private static readonly Argument<string> Url = new("site-url") { Description = Words.SiteUrl };
    private static readonly Argument<string> Id = Checks.Id(new Argument<string>("id") { Description = Words.SiteId });
    private static readonly Option<string?> NewUrl = new("--site-url") { Description = Words.SiteUrl, HelpName = "URL" };
    private static readonly Option<string?> NewEnvironment =
        new Option<string?>("--environment") { Description = Words.SiteEnvironmentChoice }.AcceptAmong(EnumWords.All<SiteEnvironment>());

    private static readonly Option<bool> Staging = new("--staging") { Description = Words.SiteStaging };

    public static Command All() => new("sites", Words.Sites)
    {
        List(),
        Create(),
        Update(),
        SiteTokenCommands.All(),
        Ping(),
        CopyCommands.List(),
        CopyCommands.Resolve(),
    };

    private static Command List() => new Command("list", Words.SitesList).ForTenant().WithPaging().Does(async (run, cancellationToken) =>
    {
        var page = await run.CollectAsync(
            (size, token) => run.Client.Sites.ListSitesAsync(
                new() { TenantId = run.TenantId, PageSize = size, PageToken = token }, cancellationToken: cancellationToken),
            page => page.Sites,
            page => page.NextPageToken);
        if (run.Report.Document(page))
            return;

        var table = new Table(new(Words.Url, Shrinks: true), new(Words.Environment), new(Words.Seen, AlignsRight: true), new(Words.Id));
        foreach (var site in page.Sites)
            table.Add(site.Url, site.Environment.Word(), Human.Age(site.LastHeartbeatTime, run.Shell.Time), site.Id);
        run.Report.Table(table);
    });

    private static Command Create() => new Command("create", Words.SitesCreate) { Url, Staging }.ForTenant().Does(async (run, cancellationToken) =>
    {
        var request = new CreateSiteRequest
        {
            TenantId = run.TenantId,
            Site = new Site
            {
                Url = run.Value(Url),
                Environment = run.Value(Staging) ? SiteEnvironment.Staging : SiteEnvironment.Production,
            },
        };
        var site = await run.Client.Sites.CreateSiteAsync(request, cancellationToken: cancellationToken);
        Print(run, site);
        if (!run.Report.IsJson)
            run.Report.Note(Say.That(Words.SiteWantsToken, site.Id));
    });

    private static Command Update() =>
        new Command("update", Words.SitesUpdate) { Id, NewUrl, NewEnvironment, CommonOptions.Etag }.ForTenant().Does(async (run, cancellationToken) =>
        {
            var site = new Site();
            var mask = new Changes(run)
                .Set(NewUrl, "url", url => site.Url = url)
                .Set(NewEnvironment, "environment", word => site.Environment = EnumWords.Parse<SiteEnvironment>(word))
                .ToMask();
            site.Etag = run.Value(CommonOptions.Etag)
                ?? (await run.Client.Sites.GetSiteAsync(new() { TenantId = run.TenantId, SiteId = run.Value(Id) }, cancellationToken: cancellationToken)).Etag;
            var request = new UpdateSiteRequest { TenantId = run.TenantId, SiteId = run.Value(Id), Site = site, UpdateMask = mask };
            Print(run, await run.Client.Sites.UpdateSiteAsync(request, cancellationToken: cancellationToken));
        });

    private static Command Ping() => new Command("ping", Words.SitesPing) { Id }.ForTenant().Does(async (run, cancellationToken) =>
    {
        var request = new PingSiteRequest { TenantId = run.TenantId, SiteId = run.Value(Id) };
        var answer = await run.Client.Sites.PingSiteAsync(request, cancellationToken: cancellationToken);
        if (run.Report.Document(answer))
            return;
        run.Report.Details(
            (Words.Url, answer.HomeUrl),
            (Words.Environment, answer.Environment.Word()),
            (Words.WordPress, answer.Versions?.Wordpress ?? ""),
            (Words.Php, answer.Versions?.Php ?? ""),
            (Words.WooCommerce, answer.Versions?.Woocommerce ?? ""),
            (Words.Connector, answer.Versions?.Connector ?? ""),
            (Words.AnsweredIn, Say.That(Words.Milliseconds, answer.RoundTripMilliseconds)));
    });

    private static void Print(Run run, Site site)
    {
        if (!run.Report.Document(site))
            run.Report.Details((Words.Id, site.Id), (Words.Url, site.Url), (Words.Environment, site.Environment.Word()));
    }
}
