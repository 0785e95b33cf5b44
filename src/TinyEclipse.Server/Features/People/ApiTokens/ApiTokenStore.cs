using Google.Protobuf.WellKnownTypes;
using TinyEclipse.People.V1;
using TinyEclipse.Server.Database;
using TinyEclipse.Server.Rpc;
using TinyEclipse.Server.Tenancy;

namespace TinyEclipse.Server.Features.People.ApiTokens;

/// <summary>The SQL of API tokens, except for the look-up by token, which is CredentialStore's. They belong to people, who may have several tenants.</summary>
public sealed partial class ApiTokenStore(TenantDatabase database, TimeProvider clock)
{
    private const string Columns = """
        api_tokens.id, api_tokens.name, api_tokens.scopes, api_tokens.limited_to, api_tokens.expires_at, api_tokens.person_id, people.display_name as person_name,
        api_tokens.created_at, api_tokens.last_used_at
        """;

    private const string Insert = $"""
        with made as (
            insert into api_tokens (id, person_id, name, scopes, limited_to, member_of, token_hash, created_at, expires_at)
            select @id, people.id, @Name, @scopes, @LimitedTo, memberships.tenant_id, @hash, @now, @ExpiresAt
              from people
              left join memberships on memberships.person_id = people.id and memberships.tenant_id = @LimitedTo and not people.is_operator
             where people.id = @PersonId
               and (@LimitedTo::uuid is null or exists (select from tenants where id = @LimitedTo))
            returning *
        )
        select {Columns}
          from made as api_tokens
          join people on people.id = api_tokens.person_id
        """;

    /// <summary>A new token, shown this once. Null when there is no such tenant to limit it to.</summary>
    public async Task<ApiToken?> CreateAcrossTenantsAsync(ApiTokenDraft draft, CancellationToken cancellationToken)
    {
        await using var transaction = await database.BeginAcrossTenantsAsync(cancellationToken);
        var made = await InsertAsync(transaction, draft, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return made;
    }

    /// <summary>A token like the other one, which ends after the overlap. Null when the person has no such token, or it has ended.</summary>
    public async Task<ApiToken?> RotateAcrossTenantsAsync(
        Guid personId, Guid id, TimeSpan overlap, DateTimeOffset? expiresAt, CancellationToken cancellationToken)
    {
        const string Sql = """
            update api_tokens
               set expires_at = least(old.expires_at, @ends)
              from (select id, name, scopes, limited_to, created_at, expires_at from api_tokens where id = @id for update) as old
             where api_tokens.id = old.id
               and api_tokens.person_id = @personId
               and api_tokens.revoked_at is null
               and (old.expires_at is null or old.expires_at > @now)
            returning old.name, old.scopes, old.limited_to, old.created_at, old.expires_at
            """;
        var now = Times.Now(clock);
        await using var transaction = await database.BeginAcrossTenantsAsync(cancellationToken);
        var old = await transaction.QuerySingleOrDefaultAsync<OldRow>(Sql, new { id, personId, now, ends = now + overlap }, cancellationToken);
        if (old is null)
            return null;

        var draft = new ApiTokenDraft(personId, old.Name, old.Scopes.Split(' '), old.LimitedTo, expiresAt ?? ApiTokenRules.EndAgain(old.CreatedAt, old.ExpiresAt, now));
        var made = await InsertAsync(transaction, draft, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return made;
    }

    /// <summary>False when the person has no such token.</summary>
    public async Task<bool> RevokeAcrossTenantsAsync(Guid personId, Guid id, CancellationToken cancellationToken)
    {
        const string Sql = "update api_tokens set revoked_at = @now where id = @id and person_id = @personId and revoked_at is null";
        await using var transaction = await database.BeginAcrossTenantsAsync(cancellationToken);
        var revoked = await transaction.ExecuteAsync(Sql, new { id, personId, now = clock.GetUtcNow() }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return revoked > 0;
    }

    /// <summary>False when no such token is limited to the tenant.</summary>
    public async Task<bool> RevokeAsync(TenantId tenant, Guid id, CancellationToken cancellationToken)
    {
        const string Sql = "update api_tokens set revoked_at = @now where id = @id and limited_to = @Value and revoked_at is null";
        await using var transaction = await database.BeginAcrossTenantsAsync(cancellationToken);
        var revoked = await transaction.ExecuteAsync(Sql, new { id, tenant.Value, now = clock.GetUtcNow() }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return revoked > 0;
    }

    private async Task<ApiToken?> InsertAsync(WorkerTransaction transaction, ApiTokenDraft draft, CancellationToken cancellationToken)
    {
        var token = TokenFormat.New(TokenFormat.ApiPrefix);
        var arguments = new
        {
            id = Guid.CreateVersion7(),
            draft.PersonId,
            draft.Name,
            scopes = string.Join(' ', draft.Scopes),
            draft.LimitedTo,
            draft.ExpiresAt,
            hash = TokenFormat.Hash(token),
            now = Times.Now(clock),
        };
        var made = (await transaction.QuerySingleOrDefaultAsync<Row>(Insert, arguments, cancellationToken))?.ToMessage();
        made?.Token = token;
        return made;
    }

    private sealed record OldRow(string Name, string Scopes, Guid? LimitedTo, DateTime CreatedAt, DateTime? ExpiresAt);

    private sealed record Row(
        Guid Id,
        string Name,
        string Scopes,
        Guid? LimitedTo,
        DateTime? ExpiresAt,
        Guid PersonId,
        string PersonName,
        DateTime CreatedAt,
        DateTime? LastUsedAt)
    {
        public ApiToken ToMessage() => new()
        {
            Id = Id.ToString(),
            Name = Name,
            Scopes = { Scopes.Split(' ') },
            TenantId = LimitedTo?.ToString() ?? "",
            ExpireTime = ExpiresAt is { } end ? Timestamp.FromDateTime(end) : null,
            PersonId = PersonId.ToString(),
            PersonName = PersonName,
            CreateTime = Timestamp.FromDateTime(CreatedAt),
            LastUseTime = LastUsedAt is { } used ? Timestamp.FromDateTime(used) : null,
        };
    }
}
