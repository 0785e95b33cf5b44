using Google.Protobuf.WellKnownTypes;
using TinyEclipse.People.V1;
using TinyEclipse.Server.Database;
using TinyEclipse.Server.Rpc;
using TinyEclipse.Server.Tenancy;

namespace TinyEclipse.Server.Features.People.Sessions;

/// <summary>The SQL of sessions, except for the look-up by token, which is CredentialStore's.</summary>
public sealed class SessionStore(TenantDatabase database, TimeProvider clock)
{
    private const string Columns = "id, device_name, address, created_at, last_used_at, authenticated_at";

    /// <summary>A new session and its token, which is shown this once.</summary>
    public async Task<(string Token, Session Session)> CreateAcrossTenantsAsync(Guid personId, SessionDevice device, CancellationToken cancellationToken)
    {
        const string Sql = $"""
            insert into sessions (id, person_id, token_hash, device_name, address, created_at, last_used_at, authenticated_at)
            values (@id, @personId, @hash, @Name, @Address, @now, @now, @now)
            returning {Columns}
            """;
        var token = TokenFormat.New(TokenFormat.SessionPrefix);
        var id = Guid.CreateVersion7();
        var arguments = new { id, personId, hash = TokenFormat.Hash(token), device.Name, device.Address, now = clock.GetUtcNow() };
        await using var transaction = await database.BeginAcrossTenantsAsync(cancellationToken);
        var row = await transaction.QuerySingleAsync<Row>(Sql, arguments, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (token, row.ToMessage(id));
    }

    public async Task<IReadOnlyList<Session>> ListAcrossTenantsAsync(Guid personId, Guid? current, TimePage page, CancellationToken cancellationToken)
    {
        const string Sql = $"""
            select {Columns}
              from sessions
             where person_id = @personId
               and last_used_at > @idleSince
               and created_at > @begunSince
               and (created_at, id) < (@BeforeTime, @BeforeId)
             order by created_at desc, id desc
             limit @Limit
            """;
        var now = clock.GetUtcNow();
        var arguments = new
        {
            personId,
            idleSince = now - SessionLimits.Idle,
            begunSince = now - SessionLimits.Absolute,
            page.BeforeTime,
            page.BeforeId,
            page.Limit,
        };
        await using var transaction = await database.BeginAcrossTenantsAsync(cancellationToken);
        var rows = await transaction.QueryAsync<Row>(Sql, arguments, cancellationToken);
        return [.. rows.Select(row => row.ToMessage(current))];
    }

    /// <summary>Writes down that the person proved again who they are. Null when the session was ended meanwhile.</summary>
    public async Task<Session?> ProveAcrossTenantsAsync(Guid id, CancellationToken cancellationToken)
    {
        const string Sql = $"update sessions set authenticated_at = @now where id = @id returning {Columns}";
        await using var transaction = await database.BeginAcrossTenantsAsync(cancellationToken);
        var row = await transaction.QuerySingleOrDefaultAsync<Row>(Sql, new { id, now = clock.GetUtcNow() }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return row?.ToMessage(id);
    }

    /// <summary>False when the person has no such session.</summary>
    public async Task<bool> RevokeAcrossTenantsAsync(Guid personId, Guid id, CancellationToken cancellationToken)
    {
        const string Sql = "delete from sessions where person_id = @personId and id = @id";
        await using var transaction = await database.BeginAcrossTenantsAsync(cancellationToken);
        var ended = await transaction.ExecuteAsync(Sql, new { personId, id }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return ended > 0;
    }

    public async Task<int> RevokeOthersAcrossTenantsAsync(Guid personId, Guid kept, CancellationToken cancellationToken)
    {
        const string Sql = "delete from sessions where person_id = @personId and id <> @kept";
        await using var transaction = await database.BeginAcrossTenantsAsync(cancellationToken);
        var ended = await transaction.ExecuteAsync(Sql, new { personId, kept }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return ended;
    }

    /// <summary>Sessions that ended by themselves.</summary>
    public Task DeleteEndedAcrossTenantsAsync(CancellationToken cancellationToken)
    {
        const string Sql = """
            delete from sessions
             where id in (select id from sessions where last_used_at < @idleSince or created_at < @begunSince limit 5000)
            """;
        var now = clock.GetUtcNow();
        return database.DeleteInBitesAcrossTenantsAsync(
            Sql, new { idleSince = now - SessionLimits.Idle, begunSince = now - SessionLimits.Absolute }, cancellationToken);
    }

    private sealed record Row(Guid Id, string DeviceName, string Address, DateTime CreatedAt, DateTime LastUsedAt, DateTime AuthenticatedAt)
    {
        public Session ToMessage(Guid? current) => new()
        {
            Id = Id.ToString(),
            DeviceName = DeviceName,
            Address = Address,
            Current = Id == current,
            CreateTime = Timestamp.FromDateTime(CreatedAt),
            LastUseTime = Timestamp.FromDateTime(LastUsedAt),
            AuthenticateTime = Timestamp.FromDateTime(AuthenticatedAt),
            ExpireTime = Timestamp.FromDateTime(SessionLimits.End(CreatedAt, LastUsedAt)),
        };
    }
}
