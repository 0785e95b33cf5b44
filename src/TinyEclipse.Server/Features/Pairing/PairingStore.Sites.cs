using TinyEclipse.Server.Database;
using TinyEclipse.Server.Rpc;
using TinyEclipse.Server.Tenancy;
using TinyEclipse.Sites.V1;

namespace TinyEclipse.Server.Features.Pairing;

/// <summary>A token that was just made.</summary>
public sealed record NewToken(Guid Id, string Token);

public sealed partial class PairingStore
{
    /// <summary>The tenant's site at this address, however it is written.</summary>
    public async Task<Guid?> FindSiteAsync(TenantTransaction transaction, string homeUrl, CancellationToken cancellationToken)
    {
        const string Sql = "select id, url from sites where tenant_id = @Value order by created_at, id";
        var sites = await transaction.QueryAsync<SiteRow>(Sql, new { transaction.Tenant.Value }, cancellationToken);
        return sites.FirstOrDefault(site => HomeUrl.AreSame(site.Url, homeUrl))?.Id;
    }

    /// <summary>Makes the site, or what it has become: this installation is the site from now on, and no other.</summary>
    public async Task SaveSiteAsync(TenantTransaction transaction, Guid id, PairSiteRequest told, CancellationToken cancellationToken)
    {
        const string Sql = """
            insert into sites (
                tenant_id, id, url, environment, fingerprint, rest_url, wordpress_version, php_version, woocommerce_version, connector_version, created_at)
            values (@Value, @id, @HomeUrl, @environment, @Fingerprint, @RestUrl, @Wordpress, @Php, @Woocommerce, @Connector, @now)
            on conflict (tenant_id, id) do update
               set url = excluded.url,
                   environment = excluded.environment,
                   fingerprint = excluded.fingerprint,
                   is_held = false,
                   rest_url = excluded.rest_url,
                   wordpress_version = excluded.wordpress_version,
                   php_version = excluded.php_version,
                   woocommerce_version = excluded.woocommerce_version,
                   connector_version = excluded.connector_version;
            delete from site_copies
             where tenant_id = @Value
               and site_id = @id;
            """;
        var versions = told.Versions ?? new SiteVersions();
        var arguments = new
        {
            transaction.Tenant.Value,
            id,
            told.HomeUrl,
            environment = (short)told.Environment,
            told.Fingerprint,
            told.RestUrl,
            versions.Wordpress,
            versions.Php,
            versions.Woocommerce,
            versions.Connector,
            now = clock.GetUtcNow(),
        };
        await transaction.ExecuteAsync(Sql, arguments, cancellationToken);
    }

    public async Task<int> RevokeTokensAsync(TenantTransaction transaction, Guid siteId, CancellationToken cancellationToken)
    {
        const string Sql = """
            update site_tokens
               set revoked_at = @now
             where tenant_id = @Value
               and site_id = @siteId
               and revoked_at is null
            """;
        return await transaction.ExecuteAsync(Sql, new { transaction.Tenant.Value, siteId, now = clock.GetUtcNow() }, cancellationToken);
    }

    public async Task<NewToken> AddTokenAsync(TenantTransaction transaction, Guid siteId, CancellationToken cancellationToken)
    {
        const string Sql = """
            insert into site_tokens (tenant_id, id, site_id, token_hash, created_at)
            values (@Value, @id, @siteId, @hash, @now)
            """;
        var (id, token) = (Guid.CreateVersion7(), TokenFormat.New(TokenFormat.SitePrefix));
        await transaction.ExecuteAsync(Sql, new { transaction.Tenant.Value, id, siteId, hash = TokenFormat.Hash(token), now = clock.GetUtcNow() }, cancellationToken);
        return new(id, token);
    }

    public Task<string> TenantNameAsync(TenantTransaction transaction, CancellationToken cancellationToken) =>
        transaction.QuerySingleAsync<string>("select name from tenants where id = @Value", new { transaction.Tenant.Value }, cancellationToken);

    private sealed record SiteRow(Guid Id, string Url);
}
