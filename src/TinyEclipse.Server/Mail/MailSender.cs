using System.Net;
using System.Net.Mail;
using Microsoft.Extensions.Options;
using TinyEclipse.Server.Outbox;

namespace TinyEclipse.Server.Mail;

/// <summary>Hands a mail to the configured server.</summary>
public sealed class MailSender(IOptions<MailOptions> options)
{
    public bool IsConfigured => options.Value is { Host.Length: > 0, From.Length: > 0 };

    public async Task<OutboxAnswer> SendAsync(LetterText letter, CancellationToken cancellationToken)
    {
        var mail = options.Value;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(mail.TimeoutSeconds));
        try
        {
            using var message = LetterFormat.Format(letter, mail.From);
            using var client = new SmtpClient(mail.Host, mail.Port) { EnableSsl = mail.UseStartTls };
            if (mail.User.Length > 0)
                client.Credentials = new NetworkCredential(mail.User, mail.Password);
            await client.SendMailAsync(message, patience.Token);
            return new OutboxAnswer.Delivered();
        }
        catch (FormatException)
        {
            return new OutboxAnswer.Never("the address cannot be written to");
        }
        // Their words may repeat the address.
        catch (SmtpFailedRecipientException refused) when (IsForGood(refused.StatusCode))
        {
            return new OutboxAnswer.Never($"the mail server refused the address: {(int)refused.StatusCode}");
        }
        catch (SmtpException failure)
        {
            return new OutboxAnswer.Later($"the mail server did not take it: {failure.StatusCode}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new OutboxAnswer.Later("the mail server took too long");
        }
    }

    // A five means no, a four means not now (RFC 5321, section 4.2.1).
    private static bool IsForGood(SmtpStatusCode status) => (int)status is >= 500 and < 600;
}
