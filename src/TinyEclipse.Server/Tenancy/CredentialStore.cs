using TinyEclipse.Rpc.V1;
using TinyEclipse.Server.Database;
using TinyEclipse.Sites.V1;
using TinyEclipse.Tenants.V1;

namespace TinyEclipse.Server.Tenancy;

/// <summary>Finds who a token belongs to. This comes before the tenant is known, so it spans tenants.</summary>
public sealed partial class CredentialStore(TenantDatabase database, TimeProvider clock)
{
    public async Task<Credential?> FindAcrossTenantsAsync(string token, CancellationToken cancellationToken)
    {
        await using var transaction = await database.BeginAcrossTenantsAsync(cancellationToken);
        Credential? found = token switch
        {
            _ when token.StartsWith(TokenFormat.SitePrefix, StringComparison.Ordinal) => await FindSiteAsync(transaction, token, cancellationToken),
            _ when token.StartsWith(TokenFormat.SessionPrefix, StringComparison.Ordinal) => await FindSessionAsync(transaction, token, cancellationToken),
            _ => await FindApiTokenAsync(transaction, token, cancellationToken),
        };
        await transaction.CommitAsync(cancellationToken);
        return found;
    }

    private async Task<SiteCredential?> FindSiteAsync(WorkerTransaction transaction, string token, CancellationToken cancellationToken)
    {
        const string Sql = """
            select sites.tenant_id, sites.id, sites.environment, tenants.plan, sites.fingerprint, sites.is_held, site_tokens.last_used_at
              from site_tokens
              join sites on sites.tenant_id = site_tokens.tenant_id and sites.id = site_tokens.site_id
              join tenants on tenants.id = site_tokens.tenant_id
             where site_tokens.token_hash = @hash
               and site_tokens.revoked_at is null
               and (site_tokens.expires_at is null or site_tokens.expires_at > @now)
            """;
        const string Used = "update site_tokens set last_used_at = @now where token_hash = @hash";
        var (hash, now) = (TokenFormat.Hash(token), clock.GetUtcNow());
        var row = await transaction.QuerySingleOrDefaultAsync<SiteRow>(Sql, new { hash, now }, cancellationToken);
        if (row is null)
            return null;

        if (IsStale(row.LastUsedAt))
            await transaction.ExecuteAsync(Used, new { hash, now }, cancellationToken);
        return new SiteCredential(row.TenantId, row.Id, (SiteEnvironment)row.Environment, (Plan)row.Plan) { Fingerprint = row.Fingerprint, IsHeld = row.IsHeld };
    }

    private static async Task<Dictionary<Guid, Role>> MembershipsAsync(WorkerTransaction transaction, Guid personId, CancellationToken cancellationToken)
    {
        const string Sql = "select tenant_id, role from memberships where person_id = @personId"; // all: one left out would be a right refused
        var memberships = await transaction.QueryAsync<MembershipRow>(Sql, new { personId }, cancellationToken);
        return memberships.ToDictionary(membership => membership.TenantId, membership => (Role)membership.Role);
    }

    // To the minute is enough, and saves a write per request.
    private bool IsStale(DateTime? lastUsedAt) => lastUsedAt is null || clock.GetUtcNow().UtcDateTime - lastUsedAt.Value > TimeSpan.FromMinutes(1);

    private sealed record SiteRow(Guid TenantId, Guid Id, short Environment, short Plan, string Fingerprint, bool IsHeld, DateTime? LastUsedAt);

    private sealed record MembershipRow(Guid TenantId, short Role);
}
