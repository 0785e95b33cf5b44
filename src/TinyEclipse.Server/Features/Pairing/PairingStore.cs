using TinyEclipse.Server.Database;
using TinyEclipse.Server.Tenancy;

namespace TinyEclipse.Server.Features.Pairing;

/// <summary>Which code, of which tenant.</summary>
public sealed record FoundCode(TenantId Tenant, Guid Id);

/// <summary>A code that is being redeemed, locked until the transaction ends.</summary>
public sealed record LockedCode(Guid Id, Guid? SiteId, PairingState State);

/// <summary>The SQL of pairing codes; PairingStore.Sites.cs is what redeeming does to a site.</summary>
public sealed partial class PairingStore(TenantDatabase database, TimeProvider clock)
{
    /// <summary>The URL that the code is meant for; null when the tenant has no such site.</summary>
    public async Task<string?> AddAsync(TenantId tenant, byte[] codeHash, Guid? siteId, string url, DateTimeOffset expiresAt, CancellationToken cancellationToken)
    {
        const string Sql = """
            insert into pairing_codes (tenant_id, id, code_hash, site_id, url, created_at, expires_at)
            select tenants.id, @id, @codeHash, sites.id, coalesce(nullif(@url, ''), sites.url, ''), @now, @expiresAt
              from tenants
              left join sites on sites.tenant_id = tenants.id and sites.id = @siteId
             where tenants.id = @Value
               and (@siteId is null or sites.id is not null)
            returning url
            """;
        var arguments = new { tenant.Value, id = Guid.CreateVersion7(), codeHash, siteId, url, now = clock.GetUtcNow(), expiresAt };
        await using var transaction = await database.BeginAsync(tenant, cancellationToken);
        var meantFor = await transaction.QuerySingleOrDefaultAsync<string>(Sql, arguments, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return meantFor;
    }

    /// <summary>A code comes before its tenant is known.</summary>
    public async Task<FoundCode?> FindAcrossTenantsAsync(byte[] codeHash, CancellationToken cancellationToken)
    {
        const string Sql = "select tenant_id, id from pairing_codes where code_hash = @codeHash";
        await using var transaction = await database.BeginAcrossTenantsAsync(cancellationToken);
        var row = await transaction.QuerySingleOrDefaultAsync<FoundRow>(Sql, new { codeHash }, cancellationToken);
        return row is null ? null : new FoundCode(new TenantId(row.TenantId), row.Id);
    }

    /// <summary>Two who redeem one code at once take turns.</summary>
    public async Task<LockedCode?> LockAsync(TenantTransaction transaction, Guid id, CancellationToken cancellationToken)
    {
        const string Lock = "select id from pairing_codes where tenant_id = @Value and id = @id for update";
        const string Sql = """
            select code.id, code.site_id, code.url, code.expires_at, code.used_fingerprint, token.last_used_at is not null as is_token_used
              from pairing_codes code
              left join site_tokens token on token.tenant_id = code.tenant_id and token.id = code.token_id
             where code.tenant_id = @Value
               and code.id = @id
            """;
        var arguments = new { transaction.Tenant.Value, id };
        await transaction.QuerySingleOrDefaultAsync<Guid?>(Lock, arguments, cancellationToken);
        var row = await transaction.QuerySingleOrDefaultAsync<LockedRow>(Sql, arguments, cancellationToken);
        return row is null
            ? null
            : new LockedCode(row.Id, row.SiteId, new PairingState(row.Url, new DateTimeOffset(row.ExpiresAt), row.UsedFingerprint, row.IsTokenUsed));
    }

    public async Task UseAsync(TenantTransaction transaction, Guid id, Guid siteId, Guid tokenId, string fingerprint, CancellationToken cancellationToken)
    {
        const string Sql = """
            update pairing_codes
               set used_at = @now,
                   used_fingerprint = @fingerprint,
                   site_id = @siteId,
                   token_id = @tokenId
             where tenant_id = @Value
               and id = @id
            """;
        await transaction.ExecuteAsync(Sql, new { transaction.Tenant.Value, id, siteId, tokenId, fingerprint, now = clock.GetUtcNow() }, cancellationToken);
    }

    public Task DeleteOldAcrossTenantsAsync(CancellationToken cancellationToken)
    {
        const string Sql = "delete from pairing_codes where (tenant_id, id) in (select tenant_id, id from pairing_codes where expires_at < @before limit 5000)";
        return database.DeleteInBitesAcrossTenantsAsync(Sql, new { before = clock.GetUtcNow() - TimeSpan.FromDays(1) }, cancellationToken);
    }

    private sealed record FoundRow(Guid TenantId, Guid Id);

    private sealed record LockedRow(Guid Id, Guid? SiteId, string Url, DateTime ExpiresAt, string UsedFingerprint, bool IsTokenUsed);
}
