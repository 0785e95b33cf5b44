using TinyEclipse.Server.Mail;

namespace TinyEclipse.Server.Tests.Mail;

public sealed class LetterFormatTests
{
    private static readonly LetterText Letter = new("an@example.be", "Hallo", "Tekst", "Klik", new("https://hub.example/x?token=abc"), "Voet", "nl-BE");

    [Theory]
    [InlineData("Bloemen\r\nBcc: all@example.be", "Bloemen  Bcc: all@example.be")]
    [InlineData("Bloemen\u2028Bcc: x", "Bloemen Bcc: x")]
    [InlineData("\0\u001b[31mrood", "[31mrood")]
    public void What_somebody_wrote_begins_no_header(string subject, string safe)
    {
        using var mail = LetterFormat.Format(Letter with { Subject = subject }, "hallo@example.be");

        Assert.Equal(safe, mail.Subject);
        Assert.Empty(mail.Bcc);
    }

    [Theory]
    [InlineData("an@example.be\r\nBcc: all@example.be")]
    [InlineData("an@example.be, all@example.be")]
    public void An_address_is_one_address(string to) =>
        Assert.Throws<FormatException>(() => LetterFormat.Format(Letter with { To = to }, "hallo@example.be"));

    [Fact]
    public void What_somebody_wrote_is_no_html()
    {
        using var mail = LetterFormat.Format(Letter with { Body = "<img src=x onerror=alert(1)>", Footer = "\"</p>" }, "hallo@example.be");

        using var reader = new StreamReader(mail.AlternateViews.Single().ContentStream);
        var html = reader.ReadToEnd();
        Assert.DoesNotContain("<img", html, StringComparison.Ordinal);
        Assert.Contains("&lt;img", html, StringComparison.Ordinal);
    }
}
