using Google.Protobuf.WellKnownTypes;
using TinyEclipse.Server.Database;
using TinyEclipse.Server.Rpc;
using TinyEclipse.Server.Tenancy;
using TinyEclipse.Sites.V1;

namespace TinyEclipse.Server.Features.Sites;

public sealed partial class SiteStore
{
    private const string TokenColumns = "id, site_id, created_at, last_used_at, expires_at";

    /// <summary>A new token, shown this once. Null when the tenant has no such site.</summary>
    public async Task<SiteToken?> CreateTokenAsync(TenantId tenant, Guid siteId, DateTimeOffset? expiresAt, CancellationToken cancellationToken)
    {
        await using var transaction = await database.BeginAsync(tenant, cancellationToken);
        var made = await InsertTokenAsync(transaction, siteId, expiresAt, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return made;
    }

    public async Task<IReadOnlyList<SiteToken>> ListTokensAsync(TenantId tenant, Guid siteId, TimePage page, CancellationToken cancellationToken)
    {
        const string Sql = $"""
            select {TokenColumns}
              from site_tokens
             where tenant_id = @Value
               and site_id = @siteId
               and revoked_at is null
               and (expires_at is null or expires_at > @endedSince)
               and (created_at, id) < (@BeforeTime, @BeforeId)
             order by created_at desc, id desc
             limit @Limit
            """;
        var endedSince = clock.GetUtcNow() - TokenTerms.Remembered;
        await using var transaction = await database.BeginAsync(tenant, cancellationToken);
        var rows = await transaction.QueryAsync<TokenRow>(Sql, new { tenant.Value, siteId, endedSince, page.BeforeTime, page.BeforeId, page.Limit }, cancellationToken);
        return [.. rows.Select(row => row.ToMessage())];
    }

    /// <summary>A token in the place of the other one, which ends after the overlap. Null when the site has no such token, or it has ended.</summary>
    public async Task<SiteToken?> RotateTokenAsync(
        TenantId tenant, Guid siteId, Guid id, TimeSpan overlap, DateTimeOffset? expiresAt, CancellationToken cancellationToken)
    {
        const string Sql = """
            update site_tokens
               set expires_at = least(expires_at, @ends)
             where tenant_id = @Value
               and site_id = @siteId
               and id = @id
               and revoked_at is null
               and (expires_at is null or expires_at > @now)
            """;
        var now = Times.Now(clock);
        await using var transaction = await database.BeginAsync(tenant, cancellationToken);
        if (await transaction.ExecuteAsync(Sql, new { tenant.Value, siteId, id, now, ends = now + overlap }, cancellationToken) == 0)
            return null;

        var made = await InsertTokenAsync(transaction, siteId, expiresAt, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return made;
    }

    /// <summary>False when the site has no such token.</summary>
    public async Task<bool> RevokeTokenAsync(TenantId tenant, Guid siteId, Guid id, CancellationToken cancellationToken)
    {
        const string Sql = """
            update site_tokens
               set revoked_at = @now
             where tenant_id = @Value
               and site_id = @siteId
               and id = @id
               and revoked_at is null
            """;
        await using var transaction = await database.BeginAsync(tenant, cancellationToken);
        var revoked = await transaction.ExecuteAsync(Sql, new { tenant.Value, siteId, id, now = clock.GetUtcNow() }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return revoked > 0;
    }

    /// <summary>Tokens that ended and are no longer shown.</summary>
    public Task DeleteEndedTokensAcrossTenantsAsync(CancellationToken cancellationToken)
    {
        const string Sql = """
            delete from site_tokens
             where (tenant_id, id) in (select tenant_id, id from site_tokens where least(revoked_at, expires_at) < @before limit 5000)
            """;
        return database.DeleteInBitesAcrossTenantsAsync(Sql, new { before = clock.GetUtcNow() - TokenTerms.Remembered }, cancellationToken);
    }

    private async Task<SiteToken?> InsertTokenAsync(TenantTransaction transaction, Guid siteId, DateTimeOffset? expiresAt, CancellationToken cancellationToken)
    {
        const string Sql = $"""
            insert into site_tokens (tenant_id, id, site_id, token_hash, created_at, expires_at)
            select tenant_id, @id, id, @hash, @now, @expiresAt
              from sites
             where tenant_id = @Value
               and id = @siteId
            returning {TokenColumns}
            """;
        var token = TokenFormat.New(TokenFormat.SitePrefix);
        var arguments = new { transaction.Tenant.Value, id = Guid.CreateVersion7(), siteId, hash = TokenFormat.Hash(token), now = Times.Now(clock), expiresAt };
        var row = await transaction.QuerySingleOrDefaultAsync<TokenRow>(Sql, arguments, cancellationToken);
        var made = row?.ToMessage();
        made?.Token = token;
        return made;
    }

    private sealed record TokenRow(Guid Id, Guid SiteId, DateTime CreatedAt, DateTime? LastUsedAt, DateTime? ExpiresAt)
    {
        public SiteToken ToMessage() => new()
        {
            Id = Id.ToString(),
            SiteId = SiteId.ToString(),
            CreateTime = Timestamp.FromDateTime(CreatedAt),
            LastUseTime = LastUsedAt is { } used ? Timestamp.FromDateTime(used) : null,
            ExpireTime = ExpiresAt is { } end ? Timestamp.FromDateTime(end) : null,
        };
    }
}
