using System.Text.Json;
using TinyEclipse.Server.Mail;
using TinyEclipse.Server.Outbox;

namespace TinyEclipse.Server.Features.People.SecurityNotices;

/// <summary>The mail about one kind of change. The outbox keeps the person's id, so the name of a passkey, or who did it from where, is not in it.</summary>
public sealed class SecurityNoticeLetter(SecurityChange change, PersonStore people, PublicLinks links) : Letter(NameOf(change))
{
    public static string NameOf(SecurityChange change) => JsonNamingPolicy.KebabCaseLower.ConvertName(change.ToString());

    public override async Task<LetterText?> WriteAsync(OutboxItem item, Guid id, CancellationToken cancellationToken)
    {
        if (await people.FindAcrossTenantsAsync(id, cancellationToken) is not { } person)
            return null;

        var language = await people.FindLanguageAcrossTenantsAsync(person.Email, cancellationToken) ?? PeopleTexts.DefaultLanguage;
        return new LetterText(
            person.Email,
            PeopleTexts.Of($"{change}.Subject", language),
            PeopleTexts.Of($"{change}.Body", language, item.CreatedAt),
            PeopleTexts.Of("SecurityNotice.Link", language),
            links.FindHub(),
            PeopleTexts.Of("SecurityNotice.Footer", language),
            language);
    }
}
