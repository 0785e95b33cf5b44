using TinyEclipse.Server.Database;
using TinyEclipse.Server.Mail;
using TinyEclipse.Server.Outbox;

namespace TinyEclipse.Server.Features.People.SecurityNotices;

/// <summary>Tells a person by mail that a way into the account changed: whoever got in by another's session or mailbox does not stay unnoticed.</summary>
public sealed class SecurityMail(PersonStore people, OutboxStore outbox, TimeProvider clock)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    /// <summary>The mail leaves when the transaction of the change commits.</summary>
    public async Task EnqueueAsync(WorkerTransaction transaction, Guid personId, SecurityChange change, CancellationToken cancellationToken)
    {
        var email = await people.FindEmailAcrossTenantsAsync(transaction, personId, cancellationToken);
        var mail = MailChannel.Draft(SecurityNoticeLetter.NameOf(change), personId, email, "security notice", clock.GetUtcNow(), Lifetime);
        await outbox.EnqueueAcrossTenantsAsync(transaction, [mail], cancellationToken);
    }
}
