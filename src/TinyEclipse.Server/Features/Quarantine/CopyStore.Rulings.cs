using TinyEclipse.Server.Database;
using TinyEclipse.Server.Tenancy;
using TinyEclipse.Sites.V1;

namespace TinyEclipse.Server.Features.Quarantine;

public sealed partial class CopyStore
{
    public async Task RuleAsync(
        TenantTransaction transaction, Guid siteId, string fingerprint, CopyRuling ruling, Guid? newSiteId, CancellationToken cancellationToken)
    {
        const string Sql = """
            update site_copies
               set ruling = @ruling,
                   new_site_id = @newSiteId
             where tenant_id = @Value
               and site_id = @siteId
               and fingerprint = @fingerprint
            """;
        await transaction.ExecuteAsync(Sql, new { transaction.Tenant.Value, siteId, fingerprint, ruling = (short)ruling, newSiteId }, cancellationToken);
    }

    /// <summary>The copy is the site from now on. Where it answers it tells with its next heartbeat.</summary>
    public async Task MoveAsync(TenantTransaction transaction, Guid siteId, Installation to, CancellationToken cancellationToken)
    {
        const string Sql = """
            update sites
               set fingerprint = @Fingerprint,
                   url = coalesce(nullif(@HomeUrl, ''), url),
                   rest_url = ''
             where tenant_id = @Value
               and id = @siteId;
            delete from site_copies
             where tenant_id = @Value
               and site_id = @siteId
               and fingerprint = @Fingerprint;
            select pg_notify('te_credentials', ''); -- servers forget who was the site
            """;
        await transaction.ExecuteAsync(Sql, new { transaction.Tenant.Value, siteId, to.Fingerprint, to.HomeUrl }, cancellationToken);
    }

    /// <summary>Null when the tenant has a site with this URL.</summary>
    public async Task<Guid?> AddStagingSiteAsync(TenantTransaction transaction, Installation copy, CancellationToken cancellationToken)
    {
        const string Sql = """
            insert into sites (tenant_id, id, url, environment, fingerprint, created_at)
            values (@Value, @id, @HomeUrl, @environment, @Fingerprint, @now)
            on conflict (tenant_id, url) do nothing
            returning id
            """;
        var arguments = new
        {
            transaction.Tenant.Value,
            id = Guid.CreateVersion7(),
            copy.HomeUrl,
            environment = (short)SiteEnvironment.Staging,
            copy.Fingerprint,
            now = clock.GetUtcNow(),
        };
        return await transaction.QuerySingleOrDefaultAsync<Guid?>(Sql, arguments, cancellationToken);
    }

    public Task<bool> HasOtherSiteAtAsync(TenantTransaction transaction, Guid siteId, string url, CancellationToken cancellationToken)
    {
        const string Sql = "select exists (select from sites where tenant_id = @Value and url = @url and id <> @siteId)";
        return transaction.QuerySingleAsync<bool>(Sql, new { transaction.Tenant.Value, siteId, url }, cancellationToken);
    }

    /// <summary>A token for what the copy has become; one that was given before ends, since its answer may have got lost.</summary>
    public async Task<string> GiveTokenAsync(TenantTransaction transaction, Guid siteId, Copy copy, CancellationToken cancellationToken)
    {
        const string Sql = """
            update site_tokens
               set revoked_at = @now
             where tenant_id = @Value
               and revoked_at is null
               and id = (select new_token_id from site_copies where tenant_id = @Value and site_id = @siteId and fingerprint = @Fingerprint);
            insert into site_tokens (tenant_id, id, site_id, token_hash, created_at)
            values (@Value, @id, @newSiteId, @hash, @now);
            update site_copies
               set new_token_id = @id
             where tenant_id = @Value
               and site_id = @siteId
               and fingerprint = @Fingerprint;
            """;
        var token = TokenFormat.New(TokenFormat.SitePrefix);
        var arguments = new
        {
            transaction.Tenant.Value,
            siteId,
            copy.Installation.Fingerprint,
            newSiteId = copy.NewSiteId,
            id = Guid.CreateVersion7(),
            hash = TokenFormat.Hash(token),
            now = clock.GetUtcNow(),
        };
        await transaction.ExecuteAsync(Sql, arguments, cancellationToken);
        return token;
    }
}
