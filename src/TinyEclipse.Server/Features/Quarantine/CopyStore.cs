using TinyEclipse.Server.Database;
using TinyEclipse.Sites.V1;

namespace TinyEclipse.Server.Features.Quarantine;

/// <summary>The SQL of copies; CopyStore.Rulings.cs is what saying what they are does.</summary>
public sealed partial class CopyStore(TimeProvider clock)
{
    private const string Columns = "fingerprint, home_url, environment, ruling, new_site_id, first_seen_at, last_seen_at";

    /// <summary>Null when the tenant has no such site. Who decides about its copies takes turns.</summary>
    public async Task<KnownSite?> LockSiteAsync(TenantTransaction transaction, Guid siteId, CancellationToken cancellationToken)
    {
        const string Sql = "select url, environment, fingerprint from sites where tenant_id = @Value and id = @siteId for no key update";
        var row = await transaction.QuerySingleOrDefaultAsync<SiteRow>(Sql, new { transaction.Tenant.Value, siteId }, cancellationToken);
        return row is null ? null : new KnownSite(row.Url, (SiteEnvironment)row.Environment, row.Fingerprint);
    }

    /// <summary>The latest first.</summary>
    public async Task<IReadOnlyList<Copy>> ListAsync(TenantTransaction transaction, Guid siteId, CancellationToken cancellationToken)
    {
        const string Sql = $"""
            select {Columns}
              from site_copies
             where tenant_id = @Value
               and site_id = @siteId
             order by last_seen_at desc, fingerprint
            """;
        var rows = await transaction.QueryAsync<CopyRow>(Sql, new { transaction.Tenant.Value, siteId }, cancellationToken);
        return [.. rows.Select(row => row.ToCopy())];
    }

    /// <summary>Writes down that it was here, and what it tells of itself; what it is stays as it was said.</summary>
    public async Task SeeAsync(TenantTransaction transaction, Guid siteId, Installation seen, CopyRuling ruling, CancellationToken cancellationToken)
    {
        const string Sql = """
            insert into site_copies as copy (tenant_id, site_id, fingerprint, home_url, environment, ruling, first_seen_at, last_seen_at)
            values (@Value, @siteId, @Fingerprint, @HomeUrl, @environment, @ruling, @now, @now)
            on conflict (tenant_id, site_id, fingerprint) do update
               set home_url = coalesce(nullif(excluded.home_url, ''), copy.home_url),
                   environment = case when excluded.environment = 0 then copy.environment else excluded.environment end,
                   last_seen_at = excluded.last_seen_at
            """;
        var arguments = new
        {
            transaction.Tenant.Value,
            siteId,
            seen.Fingerprint,
            seen.HomeUrl,
            environment = (short)seen.Environment,
            ruling = (short)ruling,
            now = clock.GetUtcNow(),
        };
        await transaction.ExecuteAsync(Sql, arguments, cancellationToken);
    }

    /// <summary>Whether nothing is taken from the site and nothing sent for it.</summary>
    public async Task SetHeldAsync(TenantTransaction transaction, Guid siteId, bool isHeld, CancellationToken cancellationToken)
    {
        const string Sql = "update sites set is_held = @isHeld where tenant_id = @Value and id = @siteId and is_held <> @isHeld";
        await transaction.ExecuteAsync(Sql, new { transaction.Tenant.Value, siteId, isHeld }, cancellationToken);
    }

    private sealed record SiteRow(string Url, short Environment, string Fingerprint);

    private sealed record CopyRow(
        string Fingerprint, string HomeUrl, short Environment, short Ruling, Guid? NewSiteId, DateTime FirstSeenAt, DateTime LastSeenAt)
    {
        public Copy ToCopy() =>
            new(new Installation(Fingerprint, HomeUrl, (SiteEnvironment)Environment), (CopyRuling)Ruling, NewSiteId, FirstSeenAt, LastSeenAt);
    }
}
