using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using TinyEclipse.Server.Database;
using TinyEclipse.Server.Features.People;
using TinyEclipse.Server.Features.People.SecondFactor;
using TinyEclipse.Server.Features.People.SecurityNotices;
using TinyEclipse.Server.Mail;
using TinyEclipse.Server.Tenancy;
using TinyEclipse.Server.Tests.Mail;
using TinyEclipse.Server.Tests.People.Passkeys;

namespace TinyEclipse.Server.Tests.People;

/// <summary>Whose way in changes is told by mail.</summary>
public sealed class SecurityNoticeTests(MailedServer mailed) : IClassFixture<MailedServer>
{
    public static TheoryData<SecurityChange> Changes => new(Enum.GetValues<SecurityChange>());

    [Fact]
    public async Task A_passkey_that_comes_and_one_that_goes_are_told()
    {
        var (person, session) = await SignedInAsync();
        using var device = new SoftwareAuthenticator();

        var passkey = await PasskeyStory.RegisterAsync(session, device);
        var mail = await ToldAsync(person, "Passkey toegevoegd");
        Assert.Contains("passkey toegevoegd. Wie hem heeft, kan zich als jou aanmelden.", mail.Text, StringComparison.Ordinal);
        Assert.Contains("https://hub.example/", mail.Text, StringComparison.Ordinal);

        await session.Passkeys().DeletePasskeyAsync(new() { PasskeyId = passkey.Id });
        await ToldAsync(person, "Passkey verwijderd");
    }

    [Fact]
    public async Task An_authenticator_app_is_told_from_its_first_code_to_its_removal()
    {
        var (person, session) = await SignedInAsync();
        var setUp = await session.Factor().SetUpTotpAsync(new());
        await session.Factor().RemoveTotpAsync(new()); // nothing was asked for yet
        Assert.Empty(await EnqueuedAsync(person));
        setUp = await session.Factor().SetUpTotpAsync(new());
        await session.Factor().ConfirmTotpAsync(new() { TotpCode = Totp.Code(Base32Reading.Decode(setUp.Secret), Totp.StepAt(mailed.Clock.GetUtcNow())) });
        await ToldAsync(person, "Authenticator-app ingesteld");

        await session.Factor().ReplaceRecoveryCodesAsync(new());
        await ToldAsync(person, "Nieuwe herstelcodes");

        await session.Factor().RemoveTotpAsync(new());
        await ToldAsync(person, "Authenticator-app verwijderd");
        Assert.Equal(["totp-added", "recovery-codes-replaced", "totp-removed"], await EnqueuedAsync(person));
    }

    [Fact]
    public async Task A_password_is_told_when_it_takes_the_place_of_another()
    {
        var (person, session) = await SignedInAsync();
        Assert.Empty(await EnqueuedAsync(person)); // the first one was no change

        await session.Account().ChangePasswordAsync(new() { CurrentPassword = person.Password, NewPassword = "een ander mooi woord" });

        await ToldAsync(person, "Je wachtwoord is gewijzigd");
        Assert.Equal(["password-changed"], await EnqueuedAsync(person));
    }

    [Fact]
    public async Task A_password_that_was_reset_by_mail_is_told()
    {
        var (person, session) = await SignedInAsync();
        await session.Door().RequestPasswordResetAsync(new() { Email = person.Email });
        var link = await mailed.Mail.NextToAsync(person.Email);

        await session.Door().ResetPasswordAsync(new() { Token = link.Token, NewPassword = "een ander mooi woord" });

        await ToldAsync(person, "Je wachtwoord is gewijzigd");
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public void Each_change_has_words_in_both_languages(SecurityChange change)
    {
        var time = new DateTime(2026, 11, 22, 19, 5, 0, DateTimeKind.Utc);

        Assert.NotEqual(PeopleTexts.Of($"{change}.Subject", "nl-BE"), PeopleTexts.Of($"{change}.Subject", "en"));
        Assert.Contains("22 november 2026 om 19:05 UTC", PeopleTexts.Of($"{change}.Body", "nl-BE", time), StringComparison.Ordinal);
        Assert.Contains("22 November 2026 at 19:05 UTC", PeopleTexts.Of($"{change}.Body", "en", time), StringComparison.Ordinal);
    }

    private async Task<(TestPerson Person, TestCaller Session)> SignedInAsync()
    {
        var person = await TestPerson.NewAsync(mailed.Server);
        return (person, await person.SignedInAsync());
    }

    /// <summary>The letters to the person, the first one first. They are there when the call that caused them has answered, sent or not.</summary>
    private async Task<IEnumerable<string>> EnqueuedAsync(TestPerson person)
    {
        const string Sql = "select payload::text from outbox_messages where tenant_id = @Nobody and payload::text like '%' || @Id || '%' order by created_at, id";
        await using var transaction = await mailed.Server.Services.GetRequiredService<TenantDatabase>().BeginAsync(TenantId.None, CancellationToken.None);
        var payloads = await transaction.QueryAsync<string>(Sql, new { Nobody = TenantId.None.Value, Id = person.Id.ToString() }, CancellationToken.None);
        return payloads.Select(payload => JsonSerializer.Deserialize<LetterReference>(payload)!.Letter);
    }

    private async Task<ReceivedMail> ToldAsync(TestPerson person, string subject)
    {
        await Eventually.HoldsAsync(() => Task.FromResult(SubjectsTo(person).Contains(subject)), () => string.Join(", ", SubjectsTo(person)));
        return MailsTo(person).Single(mail => mail.Subject == subject);
    }

    private IEnumerable<string> SubjectsTo(TestPerson person) => MailsTo(person).Select(mail => mail.Subject);

    private IEnumerable<ReceivedMail> MailsTo(TestPerson person) => mailed.Mail.Mails.Select(mail => new ReceivedMail(mail)).Where(mail => mail.To == person.Email);
}
