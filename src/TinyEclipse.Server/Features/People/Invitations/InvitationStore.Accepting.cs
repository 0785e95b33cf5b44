using TinyEclipse.Server.Database;
using TinyEclipse.Server.Tenancy;

namespace TinyEclipse.Server.Features.People.Invitations;

/// <summary>An invitation whose link was shown. The person is there when the address has an account with a password.</summary>
public sealed record OpenInvitation(Guid TenantId, Guid Id, string TenantName, string Email, short Role, Guid? PersonId);

public sealed partial class InvitationStore
{
    public async Task<OpenInvitation?> FindAcrossTenantsAsync(string token, CancellationToken cancellationToken)
    {
        const string Sql = """
            select invitations.tenant_id, invitations.id, tenants.name as tenant_name, invitations.email, invitations.role, person_passwords.person_id
              from invitations
              join tenants on tenants.id = invitations.tenant_id
              left join people on people.email = invitations.email
              left join person_passwords on person_passwords.person_id = people.id
             where invitations.token_hash = @hash
               and invitations.expires_at > @now
            """;
        await using var transaction = await database.BeginAcrossTenantsAsync(cancellationToken);
        return await transaction.QuerySingleOrDefaultAsync<OpenInvitation>(Sql, new { hash = TokenFormat.Hash(token), now = clock.GetUtcNow() }, cancellationToken);
    }

    /// <summary>Takes the person in, in the caller's transaction. False when somebody has used the link meanwhile.</summary>
    public async Task<bool> JoinAcrossTenantsAsync(WorkerTransaction transaction, OpenInvitation invitation, Guid personId, CancellationToken cancellationToken)
    {
        const string Use = "delete from invitations where tenant_id = @TenantId and id = @Id";
        const string Join = """
            insert into memberships (tenant_id, person_id, role, created_at)
            values (@TenantId, @personId, @Role, @now)
            on conflict (tenant_id, person_id) do nothing
            """;
        if (await transaction.ExecuteAsync(Use, new { invitation.TenantId, invitation.Id }, cancellationToken) == 0)
            return false;

        var arguments = new { invitation.TenantId, personId, invitation.Role, now = clock.GetUtcNow() };
        await transaction.ExecuteAsync(Join, arguments, cancellationToken);
        return true;
    }

    /// <summary>Invitations whose time is over.</summary>
    public Task DeleteOldAcrossTenantsAsync(CancellationToken cancellationToken)
    {
        const string Sql = """
            delete from invitations
             where (tenant_id, id) in (select tenant_id, id from invitations where expires_at < @now limit 5000)
            """;
        return database.DeleteInBitesAcrossTenantsAsync(Sql, new { now = clock.GetUtcNow() }, cancellationToken);
    }
}
