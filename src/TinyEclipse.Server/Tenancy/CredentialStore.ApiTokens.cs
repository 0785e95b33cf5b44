using TinyEclipse.Rpc.V1;
using TinyEclipse.Server.Database;

namespace TinyEclipse.Server.Tenancy;

public sealed partial class CredentialStore
{
    private async Task<PersonCredential?> FindApiTokenAsync(WorkerTransaction transaction, string token, CancellationToken cancellationToken)
    {
        const string Sql = """
            select people.id, people.is_operator, api_tokens.id as token_id, api_tokens.scopes, api_tokens.limited_to, api_tokens.last_used_at
              from api_tokens
              join people on people.id = api_tokens.person_id
             where api_tokens.token_hash = @hash
               and api_tokens.revoked_at is null
               and (api_tokens.expires_at is null or api_tokens.expires_at > @now)
            """;
        const string Used = "update api_tokens set last_used_at = @now where token_hash = @hash";
        var (hash, now) = (TokenFormat.Hash(token), clock.GetUtcNow());
        var row = await transaction.QuerySingleOrDefaultAsync<ApiTokenRow>(Sql, new { hash, now }, cancellationToken);
        if (row is null)
            return null;

        var memberships = await MembershipsAsync(transaction, row.Id, cancellationToken);
        if (row.LimitedTo is { } tenant && !Limit(memberships, tenant, row.IsOperator))
            return null;

        if (IsStale(row.LastUsedAt))
            await transaction.ExecuteAsync(Used, new { hash, now }, cancellationToken);
        return new PersonCredential(row.Id, row.IsOperator && row.LimitedTo is null, memberships)
        {
            TokenId = row.TokenId,
            TokenTenantId = row.LimitedTo,
            Scopes = new Scopes(row.Scopes.Split(' ')),
        };
    }

    /// <summary>Leaves one tenant. An operator is no more than an owner there: what spans tenants is not for a token that is limited to one.</summary>
    private static bool Limit(Dictionary<Guid, Role> memberships, Guid tenant, bool isOperator)
    {
        var role = isOperator ? Role.Owner : memberships.GetValueOrDefault(tenant);
        memberships.Clear();
        memberships[tenant] = role;
        return role != Role.Unspecified;
    }

    private sealed record ApiTokenRow(Guid Id, bool IsOperator, Guid TokenId, string Scopes, Guid? LimitedTo, DateTime? LastUsedAt);
}
