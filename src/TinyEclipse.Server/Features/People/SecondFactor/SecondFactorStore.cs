using TinyEclipse.Server.Database;
using TinyEclipse.Server.Features.People.SecurityNotices;

namespace TinyEclipse.Server.Features.People.SecondFactor;

/// <summary>How a person signs in, besides the password.</summary>
public sealed record SecondFactorState(DateTime? PasswordChangedAt, DateTime? TotpConfirmedAt, int RecoveryCodeCount, int PasskeyCount);

/// <summary>The SQL of authenticator apps and recovery codes.</summary>
public sealed class SecondFactorStore(TenantDatabase database, SecurityMail mail, TimeProvider clock)
{
    public async Task<SecondFactorState> FindAcrossTenantsAsync(Guid personId, CancellationToken cancellationToken)
    {
        const string Sql = """
            select (select changed_at from person_passwords where person_id = @personId) as password_changed_at,
                   (select confirmed_at from person_totp where person_id = @personId) as totp_confirmed_at,
                   (select count(*)::integer from recovery_codes where person_id = @personId) as recovery_code_count,
                   (select count(*)::integer from person_passkeys where person_id = @personId) as passkey_count
            """;
        await using var transaction = await database.BeginAcrossTenantsAsync(cancellationToken);
        return await transaction.QuerySingleAsync<SecondFactorState>(Sql, new { personId }, cancellationToken);
    }

    /// <summary>A seed that asks nothing until a code of it was shown. False when another is in use.</summary>
    public async Task<bool> SaveSeedAcrossTenantsAsync(Guid personId, byte[] seed, CancellationToken cancellationToken)
    {
        const string Sql = """
            insert into person_totp as totp (person_id, seed, created_at)
            values (@personId, @seed, @now)
            on conflict (person_id) do update
               set seed = excluded.seed,
                   created_at = excluded.created_at,
                   last_step = 0
             where totp.confirmed_at is null
            """;
        await using var transaction = await database.BeginAcrossTenantsAsync(cancellationToken);
        var saved = await transaction.ExecuteAsync(Sql, new { personId, seed, now = clock.GetUtcNow() }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return saved > 0;
    }

    /// <summary>The seed that waits for its first code.</summary>
    public async Task<byte[]?> FindUnconfirmedSeedAcrossTenantsAsync(Guid personId, CancellationToken cancellationToken)
    {
        const string Sql = "select seed from person_totp where person_id = @personId and confirmed_at is null";
        await using var transaction = await database.BeginAcrossTenantsAsync(cancellationToken);
        return await transaction.QuerySingleOrDefaultAsync<byte[]>(Sql, new { personId }, cancellationToken);
    }

    /// <summary>From now on codes of this seed are asked for. False when it was replaced or confirmed meanwhile.</summary>
    public async Task<bool> ConfirmAcrossTenantsAsync(Guid personId, byte[] seed, long step, IReadOnlyList<string> codes, CancellationToken cancellationToken)
    {
        const string Sql = """
            update person_totp
               set confirmed_at = @now,
                   last_step = @step
             where person_id = @personId
               and seed = @seed
               and confirmed_at is null
            """;
        await using var transaction = await database.BeginAcrossTenantsAsync(cancellationToken);
        if (await transaction.ExecuteAsync(Sql, new { personId, seed, step, now = clock.GetUtcNow() }, cancellationToken) == 0)
            return false;

        await ReplaceCodesAsync(transaction, personId, codes, cancellationToken);
        await mail.EnqueueAsync(transaction, personId, SecurityChange.TotpAdded, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>Takes a step's code, once: false when it, or a newer one, was taken before.</summary>
    public async Task<bool> UseStepAcrossTenantsAsync(Guid personId, long step, CancellationToken cancellationToken)
    {
        const string Sql = """
            update person_totp
               set last_step = @step
             where person_id = @personId
               and confirmed_at is not null
               and last_step < @step
            """;
        await using var transaction = await database.BeginAcrossTenantsAsync(cancellationToken);
        var used = await transaction.ExecuteAsync(Sql, new { personId, step }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return used > 0;
    }

    /// <summary>Takes a recovery code, once.</summary>
    public async Task<bool> UseCodeAcrossTenantsAsync(Guid personId, string code, CancellationToken cancellationToken)
    {
        const string Sql = "delete from recovery_codes where person_id = @personId and code_hash = @hash";
        await using var transaction = await database.BeginAcrossTenantsAsync(cancellationToken);
        var used = await transaction.ExecuteAsync(Sql, new { personId, hash = RecoveryCodes.Hash(personId, code) }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return used > 0;
    }

    /// <summary>New recovery codes for the old. False when no codes are asked for, so that none would be of use.</summary>
    public async Task<bool> ReplaceCodesAcrossTenantsAsync(Guid personId, IReadOnlyList<string> codes, CancellationToken cancellationToken)
    {
        const string Sql = "select exists (select from person_totp where person_id = @personId and confirmed_at is not null for update)";
        await using var transaction = await database.BeginAcrossTenantsAsync(cancellationToken);
        if (!await transaction.QuerySingleAsync<bool>(Sql, new { personId }, cancellationToken))
            return false;

        await ReplaceCodesAsync(transaction, personId, codes, cancellationToken);
        await mail.EnqueueAsync(transaction, personId, SecurityChange.RecoveryCodesReplaced, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>No codes are asked for any more.</summary>
    public async Task RemoveAcrossTenantsAsync(Guid personId, CancellationToken cancellationToken)
    {
        const string Codes = "delete from recovery_codes where person_id = @personId";
        const string Seed = "delete from person_totp where person_id = @personId returning confirmed_at is not null";
        await using var transaction = await database.BeginAcrossTenantsAsync(cancellationToken);
        await transaction.ExecuteAsync(Codes, new { personId }, cancellationToken);
        if (await transaction.QuerySingleOrDefaultAsync<bool>(Seed, new { personId }, cancellationToken))
            await mail.EnqueueAsync(transaction, personId, SecurityChange.TotpRemoved, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task ReplaceCodesAsync(WorkerTransaction transaction, Guid personId, IReadOnlyList<string> codes, CancellationToken cancellationToken)
    {
        const string Delete = "delete from recovery_codes where person_id = @personId";
        const string Insert = "insert into recovery_codes (person_id, code_hash) select @personId, hash from unnest(@hashes) as code (hash)";
        await transaction.ExecuteAsync(Delete, new { personId }, cancellationToken);
        var hashes = codes.Select(code => RecoveryCodes.Hash(personId, code)).ToArray();
        await transaction.ExecuteAsync(Insert, new { personId, hashes }, cancellationToken);
    }
}
