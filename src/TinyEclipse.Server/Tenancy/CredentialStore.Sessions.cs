using TinyEclipse.Server.Database;

namespace TinyEclipse.Server.Tenancy;

public sealed partial class CredentialStore
{
    private async Task<PersonCredential?> FindSessionAsync(WorkerTransaction transaction, string token, CancellationToken cancellationToken)
    {
        const string Sql = """
            select people.id, people.is_operator, sessions.id as session_id, sessions.authenticated_at, sessions.last_used_at
              from sessions
              join people on people.id = sessions.person_id
             where sessions.token_hash = @hash
               and sessions.last_used_at > @idleSince
               and sessions.created_at > @begunSince
            """;
        const string Used = "update sessions set last_used_at = @now where token_hash = @hash";
        var (hash, now) = (TokenFormat.Hash(token), clock.GetUtcNow());
        var arguments = new { hash, idleSince = now - SessionLimits.Idle, begunSince = now - SessionLimits.Absolute };
        var row = await transaction.QuerySingleOrDefaultAsync<SessionRow>(Sql, arguments, cancellationToken);
        if (row is null)
            return null;

        if (IsStale(row.LastUsedAt))
            await transaction.ExecuteAsync(Used, new { hash, now }, cancellationToken);
        return new PersonCredential(row.Id, row.IsOperator, await MembershipsAsync(transaction, row.Id, cancellationToken))
        {
            SessionId = row.SessionId,
            AuthenticatedAt = row.AuthenticatedAt,
        };
    }

    private sealed record SessionRow(Guid Id, bool IsOperator, Guid SessionId, DateTime AuthenticatedAt, DateTime LastUsedAt);
}
