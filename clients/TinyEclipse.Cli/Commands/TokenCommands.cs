using System.CommandLine;
using System.Text.Json.Nodes;
using TinyEclipse.Cli.CommandLine;
using TinyEclipse.Cli.Output;
using TinyEclipse.People.V1;

namespace TinyEclipse.Cli.Commands;

/// <summary>API tokens: one's own, and for owners those that are limited to the tenant.</summary>
internal static class TokenCommands
{
    private static readonly Argument<string> Name = new("name") { Description = Words.TokenName };
    private static readonly Argument<string[]> Scopes = new("scope") { Description = Words.TokenScope, Arity = ArgumentArity.OneOrMore };
    private static readonly Argument<string> Id = Checks.Id(new Argument<string>("id") { Description = Words.TokenId });
    private static readonly Option<bool> AllTenants = new("--all-tenants") { Description = Words.TokenAllTenants };
    private static readonly Option<bool> Everybody = new("--everybody") { Description = Words.TokenEverybody };

    public static Command All() => new("tokens", Words.Tokens)
    {
        List(),
        Create(),
        Rotate(),
        Revoke(),
    };

    private static Command List() => new Command("list", Words.TokensList) { Everybody }.ForTenant().WithPaging().Does((run, cancellationToken) =>
        run.Value(Everybody) ? ListTenantsAsync(run, cancellationToken) : ListOwnAsync(run, cancellationToken));

    private static async Task ListOwnAsync(Run run, CancellationToken cancellationToken)
    {
        var page = await run.CollectAsync(
            (size, token) => run.Client.ApiTokens.ListApiTokensAsync(new() { PageSize = size, PageToken = token }, cancellationToken: cancellationToken),
            page => page.ApiTokens,
            page => page.NextPageToken);
        if (!run.Report.Document(page))
            Print(run, page.ApiTokens);
    }

    private static async Task ListTenantsAsync(Run run, CancellationToken cancellationToken)
    {
        var page = await run.CollectAsync(
            (size, token) => run.Client.ApiTokens.ListTenantApiTokensAsync(
                new() { TenantId = run.TenantId, PageSize = size, PageToken = token }, cancellationToken: cancellationToken),
            page => page.ApiTokens,
            page => page.NextPageToken);
        if (!run.Report.Document(page))
            Print(run, page.ApiTokens);
    }

    private static Command Create() =>
        new Command("create", Words.TokensCreate) { Name, Scopes, AllTenants, TokenTerms.Expires }.ForTenant().Does(async (run, cancellationToken) =>
        {
            var draft = new ApiToken
            {
                Name = run.Value(Name),
                Scopes = { run.Value(Scopes) },
                TenantId = run.Value(AllTenants) ? "" : run.TenantId,
                ExpireTime = TokenTerms.ExpireTime(run),
            };
            TokenTerms.Show(run, await run.Client.ApiTokens.CreateApiTokenAsync(new() { ApiToken = draft }, cancellationToken: cancellationToken), token => token.Token);
        });

    private static Command Rotate() =>
        new Command("rotate", Words.TokensRotate) { Id, TokenTerms.OverlapHours, TokenTerms.Expires }.Does(async (run, cancellationToken) =>
        {
            var request = new RotateApiTokenRequest { ApiTokenId = run.Value(Id), Overlap = TokenTerms.Overlap(run), ExpireTime = TokenTerms.ExpireTime(run) };
            TokenTerms.Show(run, await run.Client.ApiTokens.RotateApiTokenAsync(request, cancellationToken: cancellationToken), token => token.Token);
        });

    private static Command Revoke() => new Command("revoke", Words.TokensRevoke) { Id, Everybody }.ForTenant().Does(async (run, cancellationToken) =>
    {
        if (run.Value(Everybody))
            await run.Client.ApiTokens.RevokeTenantApiTokenAsync(new() { TenantId = run.TenantId, ApiTokenId = run.Value(Id) }, cancellationToken: cancellationToken);
        else
            await run.Client.ApiTokens.RevokeApiTokenAsync(new() { ApiTokenId = run.Value(Id) }, cancellationToken: cancellationToken);
        if (!run.Report.Document(new JsonObject { ["revoked"] = true }))
            run.Report.Line(Words.Ended);
    });

    private static void Print(Run run, IEnumerable<ApiToken> tokens)
    {
        var table = new Table(
            new(Words.Name, Shrinks: true), new(Words.Who, Shrinks: true), new(Words.Scopes, Shrinks: true), new(Words.Seen, AlignsRight: true),
            new(Words.EndsAt), new(Words.Tenant), new(Words.Id));
        foreach (var token in tokens)
        {
            table.Add(
                token.Name, token.PersonName, string.Join(' ', token.Scopes), Human.Age(token.LastUseTime, run.Shell.Time),
                Human.Moment(token.ExpireTime, run.Shell.Time), token.TenantId, token.Id);
        }

        run.Report.Table(table);
    }
}
