using TinyEclipse.Server.Mail;
using TinyEclipse.Server.Outbox;
using TinyEclipse.Server.Tenancy;

namespace TinyEclipse.Server.Features.People.Invitations;

/// <summary>The mail that asks somebody to join a tenant.</summary>
public sealed class InvitationLetter(InvitationStore invitations, PersonStore people, PublicLinks links) : Letter(LetterName)
{
    public const string LetterName = "invitation";
    private const string TokenPrefix = "te_invitation_";

    public override async Task<LetterText?> WriteAsync(OutboxItem item, Guid id, CancellationToken cancellationToken)
    {
        var token = TokenFormat.New(TokenPrefix);
        if (await invitations.NewLinkAsync(item.Tenant, id, TokenFormat.Hash(token), cancellationToken) is not { } invitation)
            return null;

        var language = await people.FindLanguageAcrossTenantsAsync(invitation.Email, cancellationToken) ?? PeopleTexts.DefaultLanguage;
        var role = PeopleTexts.Of($"Role.{invitation.Role}", language);
        return new LetterText(
            invitation.Email,
            PeopleTexts.Of("Invitation.Subject", language, invitation.TenantName),
            PeopleTexts.Of("Invitation.Body", language, invitation.TenantName, role),
            PeopleTexts.Of("Invitation.Link", language),
            links.Find("invitation", token),
            PeopleTexts.Of("Invitation.Footer", language, invitation.TenantName),
            language);
    }
}
