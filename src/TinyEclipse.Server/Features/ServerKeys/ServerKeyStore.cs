using TinyEclipse.Server.Database;

namespace TinyEclipse.Server.Features.ServerKeys;

/// <summary>The SQL of the server's keys, which all servers of one database share.</summary>
public sealed class ServerKeyStore(TenantDatabase database)
{
    public async Task<IReadOnlyList<StoredKey>> ListAcrossTenantsAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var transaction = await database.BeginAcrossTenantsAsync(cancellationToken);
        return await ListAsync(transaction, now, cancellationToken);
    }

    /// <summary>Makes the first key, unless another server has, and brings those that are there into today's form.</summary>
    /// <param name="seal">The private half in today's form; null when it is in it already.</param>
    public async Task EnsureAcrossTenantsAsync(Func<StoredKey> create, Func<StoredKey, byte[]?> seal, DateTimeOffset now, CancellationToken cancellationToken)
    {
        const string Sql = "update server_keys set private_key = @privateKey where id = @Id";
        await using var transaction = await database.BeginAcrossTenantsAsync(cancellationToken);
        await LockAsync(transaction, cancellationToken);
        var found = await ListAsync(transaction, now, cancellationToken);
        if (found.Count == 0)
            await AddAsync(transaction, create(), now, cancellationToken);
        foreach (var key in found)
        {
            if (seal(key) is { } privateKey)
                await transaction.ExecuteAsync(Sql, new { key.Term.Id, privateKey }, cancellationToken);
        }
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Adds a key and lets the others end, no later than they were to; what ended is forgotten.</summary>
    public async Task SucceedAcrossTenantsAsync(StoredKey key, DateTimeOffset othersEnd, DateTimeOffset now, CancellationToken cancellationToken)
    {
        const string End = """
            update server_keys
               set ends_at = least(ends_at, @othersEnd)
            """;
        const string Forget = "delete from server_keys where ends_at <= @now";
        await using var transaction = await database.BeginAcrossTenantsAsync(cancellationToken);
        await LockAsync(transaction, cancellationToken);
        await transaction.ExecuteAsync(End, new { othersEnd }, cancellationToken);
        await transaction.ExecuteAsync(Forget, new { now }, cancellationToken);
        await AddAsync(transaction, key, now, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task<IReadOnlyList<StoredKey>> ListAsync(WorkerTransaction transaction, DateTimeOffset now, CancellationToken cancellationToken)
    {
        const string Sql = """
            select id, public_key, private_key, signs_from, ends_at
              from server_keys
             where ends_at is null
                or ends_at > @now
             order by signs_from, id
            """;
        var rows = await transaction.QueryAsync<Row>(Sql, new { now }, cancellationToken);
        return [.. rows.Select(row => new StoredKey(row.Term, row.PublicKey, row.PrivateKey))];
    }

    private static Task<int> AddAsync(WorkerTransaction transaction, StoredKey key, DateTimeOffset now, CancellationToken cancellationToken)
    {
        const string Sql = """
            insert into server_keys (id, public_key, private_key, created_at, signs_from)
            values (@Id, @PublicKey, @PrivateKey, @now, @SignsFrom)
            """;
        return transaction.ExecuteAsync(Sql, new { key.Term.Id, key.PublicKey, key.PrivateKey, now, key.Term.SignsFrom }, cancellationToken);
    }

    /// <summary>Two servers that start, or two people who rotate, take turns.</summary>
    private static Task<int> LockAsync(WorkerTransaction transaction, CancellationToken cancellationToken) =>
        transaction.ExecuteAsync("select pg_advisory_xact_lock(hashtextextended('server_keys', 0))", null, cancellationToken);

    private sealed record Row(string Id, byte[] PublicKey, byte[] PrivateKey, DateTime SignsFrom, DateTime? EndsAt)
    {
        public KeyTerm Term => new(Id, new DateTimeOffset(SignsFrom), EndsAt is { } end ? new DateTimeOffset(end) : null);
    }
}
