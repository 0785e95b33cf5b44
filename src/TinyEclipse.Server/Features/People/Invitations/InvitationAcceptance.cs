using TinyEclipse.Server.Database;
using TinyEclipse.Server.Features.People.SignIn;

namespace TinyEclipse.Server.Features.People.Invitations;

/// <summary>Takes people in who show a link: all of it, or nothing.</summary>
public sealed class InvitationAcceptance(TenantDatabase database, InvitationStore invitations, PersonStore people, SignerStore signers)
{
    /// <summary>Somebody who has an account. False when the link was used meanwhile.</summary>
    public async Task<bool> JoinAsync(OpenInvitation invitation, Guid personId, CancellationToken cancellationToken)
    {
        await using var transaction = await database.BeginAcrossTenantsAsync(cancellationToken);
        if (!await invitations.JoinAcrossTenantsAsync(transaction, invitation, personId, cancellationToken))
            return false;

        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>Somebody new. Null when the link was used meanwhile.</summary>
    public async Task<Guid?> JoinNewAsync(OpenInvitation invitation, string displayName, string passwordHash, CancellationToken cancellationToken)
    {
        await using var transaction = await database.BeginAcrossTenantsAsync(cancellationToken);
        var personId = await people.EnsureAcrossTenantsAsync(transaction, invitation.Email, displayName, isOperator: false, cancellationToken);
        if (!await invitations.JoinAcrossTenantsAsync(transaction, invitation, personId, cancellationToken))
            return null;

        await signers.SetPasswordAcrossTenantsAsync(transaction, personId, passwordHash, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return personId;
    }
}
