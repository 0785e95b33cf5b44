using TinyEclipse.Server.Database;
using TinyEclipse.Server.Features.People.SignIn;
using TinyEclipse.Server.Mail;
using TinyEclipse.Server.Outbox;
using TinyEclipse.Server.Tenancy;

namespace TinyEclipse.Server.Features.People.PasswordResets;

/// <summary>The SQL of forgotten passwords.</summary>
public sealed class PasswordResetStore(TenantDatabase database, OutboxStore outbox, SignerStore signers, TimeProvider clock)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    /// <summary>The same work for every address: whether it has an account is looked up when the mail leaves.</summary>
    public async Task RequestAcrossTenantsAsync(string email, CancellationToken cancellationToken)
    {
        const string Sql = "insert into password_resets (id, email, expires_at) values (@id, @email, @expiresAt)";
        var (id, now) = (Guid.CreateVersion7(), clock.GetUtcNow());
        await using var transaction = await database.BeginAsync(TenantId.None, cancellationToken);
        await transaction.ExecuteAsync(Sql, new { id, email, expiresAt = now + Lifetime }, cancellationToken);
        await outbox.EnqueueAsync(transaction, [MailChannel.Draft(PasswordResetLetter.LetterName, id, email, "password reset", now, Lifetime)], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Puts a link in the request, good for an hour from now. Null when the address has no account, or the request is too old.</summary>
    public async Task<string?> NewLinkAcrossTenantsAsync(Guid id, byte[] tokenHash, CancellationToken cancellationToken)
    {
        const string Sql = """
            update password_resets
               set token_hash = @tokenHash,
                   expires_at = @expiresAt
              from people
             where password_resets.id = @id
               and password_resets.expires_at > @now
               and people.email = password_resets.email
            returning password_resets.email
            """;
        var now = clock.GetUtcNow();
        await using var transaction = await database.BeginAcrossTenantsAsync(cancellationToken);
        var email = await transaction.QuerySingleOrDefaultAsync<string>(Sql, new { id, tokenHash, now, expiresAt = now + Lifetime }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return email;
    }

    /// <summary>The address that a link was sent to.</summary>
    public async Task<string?> FindAcrossTenantsAsync(string token, CancellationToken cancellationToken)
    {
        const string Sql = "select email from password_resets where token_hash = @hash and expires_at > @now";
        await using var transaction = await database.BeginAcrossTenantsAsync(cancellationToken);
        return await transaction.QuerySingleOrDefaultAsync<string>(Sql, new { hash = TokenFormat.Hash(token), now = clock.GetUtcNow() }, cancellationToken);
    }

    /// <summary>Uses the link up, with all others of the address, sets the password and ends all sessions. False when it was used meanwhile.</summary>
    public async Task<bool> FinishAcrossTenantsAsync(Signer signer, string token, string passwordHash, CancellationToken cancellationToken)
    {
        const string Use = "delete from password_resets where token_hash = @hash";
        const string Others = "delete from password_resets where email = @Email";
        const string Sessions = "delete from sessions where person_id = @Id";
        await using var transaction = await database.BeginAcrossTenantsAsync(cancellationToken);
        if (await transaction.ExecuteAsync(Use, new { hash = TokenFormat.Hash(token) }, cancellationToken) == 0)
            return false;

        await transaction.ExecuteAsync(Others, new { signer.Email }, cancellationToken);
        await signers.SetPasswordAcrossTenantsAsync(transaction, signer.Id, passwordHash, cancellationToken);
        await transaction.ExecuteAsync(Sessions, new { signer.Id }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    public Task DeleteOldAcrossTenantsAsync(CancellationToken cancellationToken)
    {
        const string Sql = "delete from password_resets where id in (select id from password_resets where expires_at < @now limit 5000)";
        return database.DeleteInBitesAcrossTenantsAsync(Sql, new { now = clock.GetUtcNow() }, cancellationToken);
    }
}
