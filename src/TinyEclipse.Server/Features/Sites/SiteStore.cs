using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using TinyEclipse.Server.Database;
using TinyEclipse.Server.Rpc;
using TinyEclipse.Server.Tenancy;
using TinyEclipse.Sites.V1;

namespace TinyEclipse.Server.Features.Sites;

/// <summary>The SQL of sites and their tokens. Every statement is limited to one tenant.</summary>
public sealed partial class SiteStore(TenantDatabase database, TimeProvider clock)
{
    private const string Columns = """
        tenant_id, id, url, environment, last_heartbeat_at, wordpress_version, php_version, woocommerce_version, connector_version, rest_url, created_at, is_held,
        (select count(*)::int from site_copies copy where copy.tenant_id = sites.tenant_id and copy.site_id = sites.id and copy.ruling = 1) as open_copy_count
        """;

    /// <summary>Null when the tenant has a site with this URL.</summary>
    public async Task<Site?> CreateAsync(TenantId tenant, Site site, CancellationToken cancellationToken)
    {
        const string Tenant = "select exists (select from tenants where id = @Value)";
        const string Sql = $"""
            insert into sites (tenant_id, id, url, environment, created_at)
            values (@Value, @id, @Url, @environment, @now)
            on conflict (tenant_id, url) do nothing
            returning {Columns}
            """;
        await using var transaction = await database.BeginAsync(tenant, cancellationToken);
        if (!await transaction.QuerySingleAsync<bool>(Tenant, new { tenant.Value }, cancellationToken))
            throw RpcErrors.NotFound("tenant", tenant.ToString());

        var arguments = new { tenant.Value, id = Guid.CreateVersion7(), site.Url, environment = (short)site.Environment, now = clock.GetUtcNow() };
        var row = await transaction.QuerySingleOrDefaultAsync<Row>(Sql, arguments, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return row?.ToMessage();
    }

    public async Task<Site?> FindAsync(TenantId tenant, Guid id, CancellationToken cancellationToken)
    {
        const string Sql = $"""
            select {Columns}
              from sites
             where tenant_id = @Value
               and id = @id
            """;
        await using var transaction = await database.BeginAsync(tenant, cancellationToken);
        var row = await transaction.QuerySingleOrDefaultAsync<Row>(Sql, new { tenant.Value, id }, cancellationToken);
        return row?.ToMessage();
    }

    public async Task<IReadOnlyList<Site>> ListAsync(TenantId tenant, TextPage page, CancellationToken cancellationToken)
    {
        const string Sql = $"""
            select {Columns}
              from sites
             where tenant_id = @Value
               and (url, id) > (@AfterText, @AfterId)
             order by url, id
             limit @Limit
            """;
        await using var transaction = await database.BeginAsync(tenant, cancellationToken);
        var rows = await transaction.QueryAsync<Row>(Sql, new { tenant.Value, page.AfterText, page.AfterId, page.Limit }, cancellationToken);
        return [.. rows.Select(row => row.ToMessage())];
    }

    /// <summary>Heartbeats that arrive late change nothing that is newer.</summary>
    public async Task RecordHeartbeatAsync(
        TenantId tenant, Guid siteId, RecordHeartbeatRequest heartbeat, string fingerprint, DateTimeOffset occurredAt, CancellationToken cancellationToken)
    {
        const string Sql = """
            update sites
               set last_heartbeat_at = @occurredAt,
                   environment = case when @environment = 0 then environment else @environment end,
                   wordpress_version = @Wordpress,
                   php_version = @Php,
                   woocommerce_version = @Woocommerce,
                   connector_version = @Connector,
                   outbox_pending_count = @OutboxPendingCount,
                   rest_url = case when @RestUrl = '' then rest_url else @RestUrl end,
                   fingerprint = case when fingerprint = '' then @fingerprint else fingerprint end
             where tenant_id = @Value
               and id = @siteId
               and (last_heartbeat_at is null or last_heartbeat_at < @occurredAt)
            """;
        var versions = heartbeat.Versions ?? new SiteVersions();
        var arguments = new
        {
            tenant.Value,
            siteId,
            occurredAt,
            environment = (short)heartbeat.Environment,
            versions.Wordpress,
            versions.Php,
            versions.Woocommerce,
            versions.Connector,
            heartbeat.OutboxPendingCount,
            heartbeat.RestUrl,
            fingerprint,
        };
        await using var transaction = await database.BeginAsync(tenant, cancellationToken);
        await transaction.ExecuteAsync(Sql, arguments, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private sealed record Row(
        Guid TenantId,
        Guid Id,
        string Url,
        short Environment,
        DateTime? LastHeartbeatAt,
        string WordpressVersion,
        string PhpVersion,
        string WoocommerceVersion,
        string ConnectorVersion,
        string RestUrl,
        DateTime CreatedAt,
        bool IsHeld,
        int OpenCopyCount)
    {
        public Site ToMessage() => new()
        {
            Id = Id.ToString(),
            TenantId = TenantId.ToString(),
            Url = Url,
            Environment = (SiteEnvironment)Environment,
            LastHeartbeatTime = LastHeartbeatAt is { } time ? Timestamp.FromDateTime(time) : null,
            Versions = new() { Wordpress = WordpressVersion, Php = PhpVersion, Woocommerce = WoocommerceVersion, Connector = ConnectorVersion },
            CreateTime = Timestamp.FromDateTime(CreatedAt),
            RestUrl = RestUrl,
            IsHeld = IsHeld,
            OpenCopyCount = OpenCopyCount,
            Etag = Etags.Of(Url, Environment.ToString(CultureInfo.InvariantCulture)),
        };
    }
}
