using Microsoft.AspNetCore.Identity;

namespace TinyEclipse.Server.Features.People.Passkeys;

/// <summary>The SQL of judging answers.</summary>
public sealed partial class PasskeyStore
{
    private const string StoredColumns = "id, person_id, credential_id, public_key, sign_count, transports, user_verified, backup_eligible, backed_up, created_at";

    // Servers' clocks differ: a challenge must be over for all of them before one forgets that it was answered.
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(1);

    /// <summary>All passkeys of a person, who has no more than the limit.</summary>
    public async Task<IReadOnlyList<StoredPasskey>> FindAllAcrossTenantsAsync(Guid personId, CancellationToken cancellationToken)
    {
        const string Sql = $"select {StoredColumns} from person_passkeys where person_id = @personId order by created_at desc, id desc";
        await using var transaction = await database.BeginAcrossTenantsAsync(cancellationToken);
        return await transaction.QueryAsync<StoredPasskey>(Sql, new { personId }, cancellationToken);
    }

    public async Task<StoredPasskey?> FindAcrossTenantsAsync(byte[] credentialId, CancellationToken cancellationToken)
    {
        const string Sql = $"select {StoredColumns} from person_passkeys where credential_id = @credentialId";
        await using var transaction = await database.BeginAcrossTenantsAsync(cancellationToken);
        return await transaction.QuerySingleOrDefaultAsync<StoredPasskey>(Sql, new { credentialId }, cancellationToken);
    }

    /// <summary>Writes down that the passkey was used. False when it was deleted meanwhile, or another answer with the same count came first.</summary>
    public Task<bool> RecordUseAcrossTenantsAsync(StoredPasskey before, UserPasskeyInfo after, CancellationToken cancellationToken)
    {
        const string Sql = """
            update person_passkeys
               set sign_count = @signCount,
                   backed_up = @IsBackedUp,
                   last_used_at = @now
             where id = @Id
               and sign_count = @SignCountBefore
            """;
        var arguments = new { before.Id, SignCountBefore = before.SignCount, signCount = (long)after.SignCount, after.IsBackedUp, now = clock.GetUtcNow() };
        return ExecuteAsync(Sql, arguments, cancellationToken);
    }

    /// <summary>False when it was used before, at whichever server.</summary>
    public Task<bool> UseChallengeAcrossTenantsAsync(Guid id, DateTimeOffset expiresAt, CancellationToken cancellationToken)
    {
        const string Sql = "insert into used_passkey_challenges (id, expires_at) values (@id, @expiresAt) on conflict (id) do nothing";
        return ExecuteAsync(Sql, new { id, expiresAt }, cancellationToken);
    }

    public Task DeleteOldChallengesAcrossTenantsAsync(CancellationToken cancellationToken)
    {
        const string Sql = "delete from used_passkey_challenges where id in (select id from used_passkey_challenges where expires_at < @before limit 5000)";
        return database.DeleteInBitesAcrossTenantsAsync(Sql, new { before = clock.GetUtcNow() - Remembered }, cancellationToken);
    }

    /// <summary>Whether there was a row to change.</summary>
    private async Task<bool> ExecuteAsync(string sql, object arguments, CancellationToken cancellationToken)
    {
        await using var transaction = await database.BeginAcrossTenantsAsync(cancellationToken);
        var changed = await transaction.ExecuteAsync(sql, arguments, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return changed > 0;
    }
}
