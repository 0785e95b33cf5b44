using System.Net.Mail;
using System.Net.Mime;
using System.Text;
using System.Text.Encodings.Web;
using TinyEclipse.Server.Rpc;

namespace TinyEclipse.Server.Mail;

/// <summary>Makes a mail of a letter: as text, and as HTML that is hardly more.</summary>
public static class LetterFormat
{
    private const int LongestSubject = 150;

    /// <exception cref="FormatException">An address is none.</exception>
    public static MailMessage Format(LetterText letter, string from)
    {
        var message = new MailMessage(new MailAddress(from), AddressOf(letter.To))
        {
            Subject = OneLine(letter.Subject),
            SubjectEncoding = Encoding.UTF8,
            Body = Text(letter),
            BodyEncoding = Encoding.UTF8,
        };
        message.Headers.Add("Auto-Submitted", "auto-generated"); // RFC 3834: no holiday notes, please
        message.AlternateViews.Add(AlternateView.CreateAlternateViewFromString(Html(letter), Encoding.UTF8, MediaTypeNames.Text.Html));
        return message;
    }

    /// <summary>What people wrote stands in it, and must not begin another header.</summary>
    public static string OneLine(string text)
    {
        var line = new string([.. text.Select(character => char.IsControl(character) || character is '\u2028' or '\u2029' ? ' ' : character)]).Trim();
        return line.Length <= LongestSubject ? line : line[..LongestSubject];
    }

    // MailAddress takes the last of several.
    private static MailAddress AddressOf(string typed) => new(EmailAddress.Normalize(typed) ?? throw new FormatException("It is no address."));

    private static string Text(LetterText letter) => $"{letter.Body}\r\n\r\n{letter.Link}\r\n\r\n{letter.Footer}\r\n";

    private static string Html(LetterText letter)
    {
        var (body, link, text, footer) = (Encode(letter.Body), Encode(letter.Link!.AbsoluteUri), Encode(letter.LinkText), Encode(letter.Footer));
        return $"""
            <!doctype html>
            <html lang="{Encode(letter.Language)}"><head><meta charset="utf-8"><title>{Encode(OneLine(letter.Subject))}</title></head>
            <body style="font-family: sans-serif; line-height: 1.5; max-width: 36em; margin: 2em auto; padding: 0 1em">
            <p>{body}</p>
            <p><a href="{link}" style="display: inline-block; padding: .7em 1.2em; background: #1f2a44; color: #fff; text-decoration: none; border-radius: .3em">{text}</a></p>
            <p style="color: #555; font-size: .9em">{footer}<br><span style="word-break: break-all">{link}</span></p>
            </body></html>
            """;
    }

    private static string Encode(string text) => HtmlEncoder.Default.Encode(text);
}
