using TinyEclipse.Server.Mail;
using TinyEclipse.Server.Outbox;
using TinyEclipse.Server.Tenancy;

namespace TinyEclipse.Server.Features.People.PasswordResets;

/// <summary>The mail with the link to a new password.</summary>
public sealed class PasswordResetLetter(PasswordResetStore resets, PersonStore people, PublicLinks links) : Letter(LetterName)
{
    public const string LetterName = "password-reset";
    private const string TokenPrefix = "te_reset_";

    public override async Task<LetterText?> WriteAsync(OutboxItem item, Guid id, CancellationToken cancellationToken)
    {
        var token = TokenFormat.New(TokenPrefix);
        if (await resets.NewLinkAcrossTenantsAsync(id, TokenFormat.Hash(token), cancellationToken) is not { } email)
            return null;

        var language = await people.FindLanguageAcrossTenantsAsync(email, cancellationToken) ?? PeopleTexts.DefaultLanguage;
        return new LetterText(
            email,
            PeopleTexts.Of("Reset.Subject", language),
            PeopleTexts.Of("Reset.Body", language),
            PeopleTexts.Of("Reset.Link", language),
            links.Find("reset-password", token),
            PeopleTexts.Of("Reset.Footer", language),
            language);
    }
}
