using TinyEclipse.Server.Database;
using TinyEclipse.Server.Features.People.SecurityNotices;

namespace TinyEclipse.Server.Features.People.SignIn;

/// <summary>The SQL of how people sign in.</summary>
public sealed class SignerStore(TenantDatabase database, SecurityMail mail, TimeProvider clock)
{
    private const string Columns = "people.id, people.email, people.display_name, person_passwords.hash as password_hash, person_totp.seed as totp_seed";

    public Task<Signer?> FindByEmailAcrossTenantsAsync(string email, CancellationToken cancellationToken)
    {
        const string Sql = $"""
            select {Columns}
              from people
              left join person_passwords on person_passwords.person_id = people.id
              left join person_totp on person_totp.person_id = people.id and person_totp.confirmed_at is not null
             where people.email = @email
            """;
        return FindAsync(Sql, new { email }, cancellationToken);
    }

    public Task<Signer?> FindAcrossTenantsAsync(Guid id, CancellationToken cancellationToken)
    {
        const string Sql = $"""
            select {Columns}
              from people
              left join person_passwords on person_passwords.person_id = people.id
              left join person_totp on person_totp.person_id = people.id and person_totp.confirmed_at is not null
             where people.id = @id
            """;
        return FindAsync(Sql, new { id }, cancellationToken);
    }

    /// <summary>The same password under a newer rule. Nothing is changed when the password was meanwhile.</summary>
    public async Task RehashPasswordAcrossTenantsAsync(Signer signer, string hash, CancellationToken cancellationToken)
    {
        const string Sql = "update person_passwords set hash = @hash where person_id = @Id and hash = @PasswordHash";
        await using var transaction = await database.BeginAcrossTenantsAsync(cancellationToken);
        await transaction.ExecuteAsync(Sql, new { signer.Id, signer.PasswordHash, hash }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Sets the password and ends the person's sessions, but for the one that is kept.</summary>
    public async Task ChangePasswordAcrossTenantsAsync(Guid personId, string hash, Guid? keptSession, CancellationToken cancellationToken)
    {
        await using var transaction = await database.BeginAcrossTenantsAsync(cancellationToken);
        await SetPasswordAcrossTenantsAsync(transaction, personId, hash, cancellationToken);
        await transaction.ExecuteAsync(
            "delete from sessions where person_id = @personId and id is distinct from @keptSession", new { personId, keptSession }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Sets the password. Who had one before is told.</summary>
    public async Task SetPasswordAcrossTenantsAsync(WorkerTransaction transaction, Guid personId, string hash, CancellationToken cancellationToken)
    {
        const string Sql = """
            with former as (select person_id from person_passwords where person_id = @personId)
            insert into person_passwords (person_id, hash, changed_at)
            values (@personId, @hash, @now)
            on conflict (person_id) do update
               set hash = excluded.hash,
                   changed_at = excluded.changed_at
            returning exists (select from former)
            """;
        if (await transaction.QuerySingleAsync<bool>(Sql, new { personId, hash, now = clock.GetUtcNow() }, cancellationToken))
            await mail.EnqueueAsync(transaction, personId, SecurityChange.PasswordChanged, cancellationToken);
    }

    private async Task<Signer?> FindAsync(string sql, object arguments, CancellationToken cancellationToken)
    {
        await using var transaction = await database.BeginAcrossTenantsAsync(cancellationToken);
        return await transaction.QuerySingleOrDefaultAsync<Signer>(sql, arguments, cancellationToken);
    }
}
