using TinyEclipse.People.V1;
using TinyEclipse.Server.Rpc;
using TinyEclipse.Server.Tenancy;

namespace TinyEclipse.Server.Features.People.ApiTokens;

public sealed partial class ApiTokenStore
{
    public async Task<IReadOnlyList<ApiToken>> ListAcrossTenantsAsync(Guid personId, TimePage page, CancellationToken cancellationToken)
    {
        const string Sql = $"""
            select {Columns}
              from api_tokens
              join people on people.id = api_tokens.person_id
             where api_tokens.person_id = @personId
               and api_tokens.revoked_at is null
               and (api_tokens.expires_at is null or api_tokens.expires_at > @endedSince)
               and (api_tokens.created_at, api_tokens.id) < (@BeforeTime, @BeforeId)
             order by api_tokens.created_at desc, api_tokens.id desc
             limit @Limit
            """;
        return await ListAsync(Sql, new { personId, endedSince = clock.GetUtcNow() - TokenTerms.Remembered, page.BeforeTime, page.BeforeId, page.Limit }, cancellationToken);
    }

    /// <summary>Those that are limited to the tenant, whoever made them.</summary>
    public async Task<IReadOnlyList<ApiToken>> ListAsync(TenantId tenant, TimePage page, CancellationToken cancellationToken)
    {
        const string Sql = $"""
            select {Columns}
              from api_tokens
              join people on people.id = api_tokens.person_id
             where api_tokens.limited_to = @Value
               and api_tokens.revoked_at is null
               and (api_tokens.expires_at is null or api_tokens.expires_at > @endedSince)
               and (api_tokens.created_at, api_tokens.id) < (@BeforeTime, @BeforeId)
             order by api_tokens.created_at desc, api_tokens.id desc
             limit @Limit
            """;
        return await ListAsync(Sql, new { tenant.Value, endedSince = clock.GetUtcNow() - TokenTerms.Remembered, page.BeforeTime, page.BeforeId, page.Limit }, cancellationToken);
    }

    /// <summary>Tokens that ended and are no longer shown.</summary>
    public Task DeleteEndedAcrossTenantsAsync(CancellationToken cancellationToken)
    {
        const string Sql = "delete from api_tokens where id in (select id from api_tokens where least(revoked_at, expires_at) < @before limit 5000)";
        return database.DeleteInBitesAcrossTenantsAsync(Sql, new { before = clock.GetUtcNow() - TokenTerms.Remembered }, cancellationToken);
    }

    private async Task<IReadOnlyList<ApiToken>> ListAsync(string sql, object arguments, CancellationToken cancellationToken)
    {
        await using var transaction = await database.BeginAcrossTenantsAsync(cancellationToken);
        var rows = await transaction.QueryAsync<Row>(sql, arguments, cancellationToken);
        return [.. rows.Select(row => row.ToMessage())];
    }
}
