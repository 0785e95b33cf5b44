using System.Buffers.Text;
using Google.Protobuf.WellKnownTypes;
using Microsoft.AspNetCore.Identity;
using TinyEclipse.People.V1;
using TinyEclipse.Server.Database;
using TinyEclipse.Server.Features.People.SecurityNotices;
using TinyEclipse.Server.Rpc;

namespace TinyEclipse.Server.Features.People.Passkeys;

/// <summary>The SQL of passkeys as their person sees them.</summary>
public sealed partial class PasskeyStore(TenantDatabase database, SecurityMail mail, TimeProvider clock)
{
    private const string Columns = "id, name, credential_id, backed_up, transports, created_at, last_used_at";

    /// <summary>Null when somebody has this credential already, or the person as many passkeys as anybody may have.</summary>
    public async Task<Passkey?> AddAcrossTenantsAsync(Guid personId, string name, UserPasskeyInfo made, int most, CancellationToken cancellationToken)
    {
        const string OneAtATime = "select from people where id = @personId for no key update"; // who comes second counts what the first one added
        const string Sql = $"""
            insert into person_passkeys (
                id, person_id, credential_id, public_key, sign_count, transports, user_verified, backup_eligible, backed_up, name, created_at)
            select @id, @personId, @CredentialId, @PublicKey, @signCount, @transports, @IsUserVerified, @IsBackupEligible, @IsBackedUp, @name, @now
             where (select count(*) from person_passkeys where person_id = @personId) < @most
            on conflict (credential_id) do nothing
            returning {Columns}
            """;
        var arguments = new
        {
            id = Guid.CreateVersion7(),
            personId,
            made.CredentialId,
            made.PublicKey,
            signCount = (long)made.SignCount,
            transports = made.Transports ?? [],
            made.IsUserVerified,
            made.IsBackupEligible,
            made.IsBackedUp,
            name,
            now = clock.GetUtcNow(),
            most,
        };
        await using var transaction = await database.BeginAcrossTenantsAsync(cancellationToken);
        await transaction.ExecuteAsync(OneAtATime, new { personId }, cancellationToken);
        if (await transaction.QuerySingleOrDefaultAsync<Row>(Sql, arguments, cancellationToken) is not { } added)
            return null;

        await mail.EnqueueAsync(transaction, personId, SecurityChange.PasskeyAdded, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return added.ToMessage();
    }

    public async Task<IReadOnlyList<Passkey>> ListAcrossTenantsAsync(Guid personId, TimePage page, CancellationToken cancellationToken)
    {
        const string Sql = $"""
            select {Columns}
              from person_passkeys
             where person_id = @personId
               and (created_at, id) < (@BeforeTime, @BeforeId)
             order by created_at desc, id desc
             limit @Limit
            """;
        await using var transaction = await database.BeginAcrossTenantsAsync(cancellationToken);
        var rows = await transaction.QueryAsync<Row>(Sql, new { personId, page.BeforeTime, page.BeforeId, page.Limit }, cancellationToken);
        return [.. rows.Select(row => row.ToMessage())];
    }

    /// <summary>Null when the person has no such passkey.</summary>
    public async Task<Passkey?> RenameAcrossTenantsAsync(Guid personId, Guid id, string name, CancellationToken cancellationToken)
    {
        const string Sql = $"update person_passkeys set name = @name where person_id = @personId and id = @id returning {Columns}";
        await using var transaction = await database.BeginAcrossTenantsAsync(cancellationToken);
        var row = await transaction.QuerySingleOrDefaultAsync<Row>(Sql, new { personId, id, name }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return row?.ToMessage();
    }

    /// <summary>False when the person has no such passkey.</summary>
    public async Task<bool> DeleteAcrossTenantsAsync(Guid personId, Guid id, CancellationToken cancellationToken)
    {
        const string Sql = "delete from person_passkeys where person_id = @personId and id = @id";
        await using var transaction = await database.BeginAcrossTenantsAsync(cancellationToken);
        if (await transaction.ExecuteAsync(Sql, new { personId, id }, cancellationToken) == 0)
            return false;

        await mail.EnqueueAsync(transaction, personId, SecurityChange.PasskeyRemoved, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private sealed record Row
    {
        public Guid Id { get; init; }

        public string Name { get; init; } = "";

        public byte[] CredentialId { get; init; } = [];

        public bool BackedUp { get; init; }

        public string[] Transports { get; init; } = [];

        public DateTime CreatedAt { get; init; }

        public DateTime? LastUsedAt { get; init; }

        public Passkey ToMessage() => new()
        {
            Id = Id.ToString(),
            Name = Name,
            BackedUp = BackedUp,
            Transports = { Transports },
            CreateTime = Timestamp.FromDateTime(CreatedAt),
            LastUseTime = LastUsedAt is { } used ? Timestamp.FromDateTime(used) : null,
            CredentialId = Base64Url.EncodeToString(CredentialId),
        };
    }
}
