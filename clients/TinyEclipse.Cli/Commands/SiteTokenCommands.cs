using System.CommandLine;
using System.Text.Json.Nodes;
using TinyEclipse.Cli.CommandLine;
using TinyEclipse.Cli.Output;
using TinyEclipse.Sites.V1;

namespace TinyEclipse.Cli.Commands;

/// <summary>The tokens by which a site's plugin is known.</summary>
internal static class SiteTokenCommands
{
    private static readonly Argument<string> Site = Checks.Id(new Argument<string>("site") { Description = Words.SiteId });
    private static readonly Argument<string> Id = Checks.Id(new Argument<string>("id") { Description = Words.SiteTokenId });

    public static Command All() => new("tokens", Words.SiteTokens)
    {
        List(),
        Create(),
        Rotate(),
        Revoke(),
    };

    private static Command List() => new Command("list", Words.SiteTokensList) { Site }.ForTenant().WithPaging().Does(async (run, cancellationToken) =>
    {
        var page = await run.CollectAsync(
            (size, token) => run.Client.Sites.ListSiteTokensAsync(
                new() { TenantId = run.TenantId, SiteId = run.Value(Site), PageSize = size, PageToken = token }, cancellationToken: cancellationToken),
            page => page.SiteTokens,
            page => page.NextPageToken);
        if (run.Report.Document(page))
            return;

        var table = new Table(new(Words.Created), new(Words.Seen, AlignsRight: true), new(Words.EndsAt), new(Words.Id));
        foreach (var token in page.SiteTokens)
        {
            var clock = run.Shell.Time;
            table.Add(Human.Moment(token.CreateTime, clock), Human.Age(token.LastUseTime, clock), Human.Moment(token.ExpireTime, clock), token.Id);
        }

        run.Report.Table(table);
    });

    private static Command Create() =>
        new Command("create", Words.SiteTokensCreate) { Site, TokenTerms.Expires }.ForTenant().Does(async (run, cancellationToken) =>
        {
            var request = new CreateSiteTokenRequest { TenantId = run.TenantId, SiteId = run.Value(Site), ExpireTime = TokenTerms.ExpireTime(run) };
            TokenTerms.Show(run, await run.Client.Sites.CreateSiteTokenAsync(request, cancellationToken: cancellationToken), token => token.Token);
        });

    private static Command Rotate() =>
        new Command("rotate", Words.SiteTokensRotate) { Site, Id, TokenTerms.OverlapHours, TokenTerms.Expires }.ForTenant().Does(async (run, cancellationToken) =>
        {
            var request = new RotateSiteTokenRequest
            {
                TenantId = run.TenantId,
                SiteId = run.Value(Site),
                SiteTokenId = run.Value(Id),
                Overlap = TokenTerms.Overlap(run),
                ExpireTime = TokenTerms.ExpireTime(run),
            };
            TokenTerms.Show(run, await run.Client.Sites.RotateSiteTokenAsync(request, cancellationToken: cancellationToken), token => token.Token);
        });

    private static Command Revoke() => new Command("revoke", Words.SiteTokensRevoke) { Site, Id }.ForTenant().Does(async (run, cancellationToken) =>
    {
        var request = new RevokeSiteTokenRequest { TenantId = run.TenantId, SiteId = run.Value(Site), SiteTokenId = run.Value(Id) };
        await run.Client.Sites.RevokeSiteTokenAsync(request, cancellationToken: cancellationToken);
        if (!run.Report.Document(new JsonObject { ["revoked"] = true }))
            run.Report.Line(Words.Ended);
    });
}
