using Google.Protobuf.WellKnownTypes;
using TinyEclipse.People.V1;
using TinyEclipse.Rpc.V1;
using TinyEclipse.Server.Database;
using TinyEclipse.Server.Mail;
using TinyEclipse.Server.Outbox;
using TinyEclipse.Server.Rpc;
using TinyEclipse.Server.Tenancy;

namespace TinyEclipse.Server.Features.People.Invitations;

/// <summary>The SQL of invitations as their tenant sees them; InvitationStore.Accepting.cs is the part of who shows a link.</summary>
public sealed partial class InvitationStore(TenantDatabase database, OutboxStore outbox, TimeProvider clock)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    /// <summary>Invites, or invites anew: an older link then opens nothing. The mail leaves with the commit.</summary>
    public async Task<Invitation> SaveAsync(TenantId tenant, string email, Role role, CancellationToken cancellationToken)
    {
        const string Sql = """
            insert into invitations (tenant_id, id, email, role, created_at, expires_at)
            values (@Value, @id, @email, @role, @now, @expiresAt)
            on conflict (tenant_id, email) do update
               set id = excluded.id,
                   role = excluded.role,
                   token_hash = null,
                   created_at = excluded.created_at,
                   expires_at = excluded.expires_at
            returning id, email, role, created_at, expires_at
            """;
        var now = Times.Now(clock);
        var arguments = new { tenant.Value, id = Guid.CreateVersion7(), email, role = (short)role, now, expiresAt = now + Lifetime };
        await using var transaction = await database.BeginAsync(tenant, cancellationToken);
        var row = await transaction.QuerySingleAsync<Row>(Sql, arguments, cancellationToken);
        var mail = MailChannel.Draft(InvitationLetter.LetterName, row.Id, email, "invitation", now, Lifetime);
        await outbox.EnqueueAsync(transaction, [mail], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return row.ToMessage();
    }

    public async Task<IReadOnlyList<Invitation>> ListAsync(TenantId tenant, TimePage page, CancellationToken cancellationToken)
    {
        const string Sql = """
            select id, email, role, created_at, expires_at
              from invitations
             where tenant_id = @Value
               and (created_at, id) < (@BeforeTime, @BeforeId)
             order by created_at desc, id desc
             limit @Limit
            """;
        await using var transaction = await database.BeginAsync(tenant, cancellationToken);
        var rows = await transaction.QueryAsync<Row>(Sql, new { tenant.Value, page.BeforeTime, page.BeforeId, page.Limit }, cancellationToken);
        return [.. rows.Select(row => row.ToMessage())];
    }

    public async Task<bool> RevokeAsync(TenantId tenant, Guid id, CancellationToken cancellationToken)
    {
        const string Sql = "delete from invitations where tenant_id = @Value and id = @id";
        await using var transaction = await database.BeginAsync(tenant, cancellationToken);
        var revoked = await transaction.ExecuteAsync(Sql, new { tenant.Value, id }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return revoked > 0;
    }

    /// <summary>Puts a new link in the place of the one before. Null when the invitation was taken back, accepted or sent anew.</summary>
    public async Task<(string Email, Role Role, string TenantName)?> NewLinkAsync(TenantId tenant, Guid id, byte[] tokenHash, CancellationToken cancellationToken)
    {
        const string Sql = """
            update invitations
               set token_hash = @tokenHash
              from tenants
             where invitations.tenant_id = @Value
               and invitations.id = @id
               and invitations.expires_at > @now
               and tenants.id = invitations.tenant_id
            returning invitations.email, invitations.role, tenants.name
            """;
        await using var transaction = await database.BeginAsync(tenant, cancellationToken);
        var row = await transaction.QuerySingleOrDefaultAsync<LinkRow>(Sql, new { tenant.Value, id, tokenHash, now = clock.GetUtcNow() }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return row is null ? null : (row.Email, (Role)row.Role, row.Name);
    }

    private sealed record LinkRow(string Email, short Role, string Name);

    private sealed record Row(Guid Id, string Email, short Role, DateTime CreatedAt, DateTime ExpiresAt)
    {
        public Invitation ToMessage() => new()
        {
            Id = Id.ToString(),
            Email = Email,
            Role = (Role)Role,
            CreateTime = Timestamp.FromDateTime(CreatedAt),
            ExpireTime = Timestamp.FromDateTime(ExpiresAt),
        };
    }
}
