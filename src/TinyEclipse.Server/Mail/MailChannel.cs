using System.Text.Json;
using TinyEclipse.Notifications.V1;
using TinyEclipse.Server.Outbox;

namespace TinyEclipse.Server.Mail;

/// <summary>Delivers the outbox's mail.</summary>
public sealed class MailChannel(IEnumerable<Letter> letters, MailSender sender) : OutboxChannel(OutboxKind.Mail)
{
    private readonly Dictionary<string, Letter> _letters = letters.ToDictionary(letter => letter.Name, StringComparer.Ordinal);

    /// <summary>The outbox shows the domain only: whose mail it is, is nobody's business there.</summary>
    public static OutboxDraft Draft(string letter, Guid id, string to, string summary, DateTimeOffset now, TimeSpan lifetime) =>
        new(OutboxKind.Mail, to[(to.LastIndexOf('@') + 1)..], summary, JsonSerializer.Serialize(new LetterReference(letter, id)), now, now + lifetime);

    public override async Task<OutboxAttempt> TryAsync(OutboxItem item, CancellationToken cancellationToken)
    {
        if (!sender.IsConfigured)
            return new(new OutboxAnswer.Held("no mail server is configured: set Mail:Host and Mail:From"));

        var reference = JsonSerializer.Deserialize<LetterReference>(item.Payload)!;
        var text = await _letters[reference.Letter].WriteAsync(item, reference.Id, cancellationToken);
        return new(text switch
        {
            null => new OutboxAnswer.Unwanted("there is nobody to write to any more"),
            { Link: null } => new OutboxAnswer.Held("the address of the Hub is not known: set PublicUrl"),
            _ => await sender.SendAsync(text, cancellationToken),
        });
    }
}
