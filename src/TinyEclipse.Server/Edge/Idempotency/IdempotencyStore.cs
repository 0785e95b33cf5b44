using TinyEclipse.Server.Database;

namespace TinyEclipse.Server.Edge.Idempotency;

/// <summary>What is known of an Idempotency-Key that was used before.</summary>
/// <param name="IsLost">It was carried out, and its answer will not come any more: it has been too long, or it was forgotten.</param>
public sealed record EarlierRun(byte[] RequestHash, Guid RunId, bool IsLost, byte[]? Response);

/// <summary>The SQL of Idempotency-Keys. They belong to credentials, which may have several tenants.</summary>
public sealed class IdempotencyStore(TenantDatabase database, TimeProvider clock)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    // Longer than any call takes: after it a run that noted no write has died before it.
    private static readonly TimeSpan LongestRun = TimeSpan.FromMinutes(5);

    /// <summary>Null when the key is this run's now: it is new, it is a day old, or who had it died before anything was written.</summary>
    public async Task<EarlierRun?> BeginAcrossTenantsAsync(IdempotentRun run, byte[] requestHash, CancellationToken cancellationToken)
    {
        const string Sql = """
            insert into idempotency_keys as keys (key_hash, request_hash, run_id, started_at)
            values (@KeyHash, @requestHash, @Id, @now)
            on conflict (key_hash) do update
               set request_hash = excluded.request_hash,
                   run_id = excluded.run_id,
                   started_at = excluded.started_at,
                   is_written = false,
                   written_for = null,
                   is_forgotten = false,
                   response = null
             where keys.started_at <= @forgotten
                or keys.started_at <= @died and not keys.is_written and keys.request_hash = excluded.request_hash
            """;
        const string Earlier = "select request_hash, run_id, is_written and (is_forgotten or started_at <= @died) as is_lost, response from idempotency_keys where key_hash = @KeyHash";
        var now = clock.GetUtcNow();
        var arguments = new { run.KeyHash, requestHash, run.Id, now, forgotten = now - Lifetime, died = now - LongestRun };
        await using var transaction = await database.BeginAcrossTenantsAsync(cancellationToken);
        var begun = await transaction.ExecuteAsync(Sql, arguments, cancellationToken);
        var earlier = begun > 0 ? null : await transaction.QuerySingleOrDefaultAsync<EarlierRun>(Earlier, arguments, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return earlier;
    }

    public async Task AnswerAcrossTenantsAsync(IdempotentRun run, byte[] response, CancellationToken cancellationToken)
    {
        const string Sql = "update idempotency_keys set response = @response where key_hash = @KeyHash and run_id = @Id and not is_forgotten";
        await using var transaction = await database.BeginAcrossTenantsAsync(cancellationToken);
        await transaction.ExecuteAsync(Sql, new { run.KeyHash, run.Id, response }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>
    /// Forgets the answers of a tenant, in the transaction that erases one of its contacts: an answer is sealed, so nobody can tell whom it is about. Those of
    /// requests that have not written yet are forgotten too, for nobody knows their tenant. The keys stay, so nothing is carried out again.
    /// </summary>
    public Task<int> ForgetAnswersAsync(TenantTransaction transaction, CancellationToken cancellationToken)
    {
        const string Sql = """
            update idempotency_keys
               set response = null,
                   is_forgotten = true
             where (written_for = @Value or not is_written)
               and not is_forgotten
               and run_id is distinct from @own -- the erasure's answer tells of nobody
            """;
        return transaction.ExecuteAsync(Sql, new { transaction.Tenant.Value, own = IdempotentRun.Current?.Id }, cancellationToken);
    }

    /// <summary>Lets the key be used again, unless something was written and the run did not say itself that it refused.</summary>
    public async Task ReleaseAcrossTenantsAsync(IdempotentRun run, bool hasRefused, CancellationToken cancellationToken)
    {
        const string Sql = "delete from idempotency_keys where key_hash = @KeyHash and run_id = @Id and (@hasRefused or not is_written)";
        await using var transaction = await database.BeginAcrossTenantsAsync(cancellationToken);
        await transaction.ExecuteAsync(Sql, new { run.KeyHash, run.Id, hasRefused }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    public Task DeleteOldAcrossTenantsAsync(CancellationToken cancellationToken)
    {
        const string Sql = """
            delete from idempotency_keys
             where key_hash in (
                       select key_hash
                         from idempotency_keys
                        where started_at <= @forgotten
                        limit 5000)
            """;
        return database.DeleteInBitesAcrossTenantsAsync(Sql, new { forgotten = clock.GetUtcNow() - Lifetime }, cancellationToken);
    }
}
