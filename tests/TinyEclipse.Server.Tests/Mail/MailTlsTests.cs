using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;
using TinyEclipse.Server.Mail;
using TinyEclipse.Server.Outbox;

namespace TinyEclipse.Server.Tests.Mail;

/// <summary>Neither a letter nor the password of the mail server leaves unencrypted, or for whoever calls himself the mail server.</summary>
public sealed class MailTlsTests
{
    private static readonly LetterText Letter = new("an@example.be", "Uw link", "Klik", "Openen", new Uri("https://hub.example/geheim"), "", "nl");

    [Fact]
    public async Task A_server_without_starttls_gets_nothing()
    {
        await using var server = new TestMailServer();

        Assert.IsType<OutboxAnswer.Later>(await SendAsync(server));
        Assert.Empty(server.Mails);
        Assert.All(server.PlainVerbs, verb => Assert.Contains(verb, (string[])["EHLO", "HELO", "STARTTLS", "QUIT"]));
    }

    [Fact]
    public async Task A_server_with_a_certificate_that_nobody_vouches_for_gets_nothing()
    {
        using var certificate = SelfSigned();
        await using var server = new TestMailServer(certificate);

        Assert.IsType<OutboxAnswer.Later>(await SendAsync(server));
        Assert.Empty(server.Mails);
        Assert.Equal(["EHLO", "STARTTLS"], server.PlainVerbs);
    }

    [Fact]
    public async Task A_trusted_server_gets_it_encrypted_after_the_password()
    {
        using var certificate = SelfSigned();
        await using var server = new TestMailServer(certificate);
        var thumbprint = certificate.Thumbprint;
#pragma warning disable SYSLIB0014, MA0039 // the only way to have SmtpClient trust a certificate of a test
        ServicePointManager.ServerCertificateValidationCallback = (_, shown, _, errors) =>
            errors == System.Net.Security.SslPolicyErrors.None || shown?.GetCertHashString() == thumbprint;
#pragma warning restore SYSLIB0014, MA0039

        Assert.IsType<OutboxAnswer.Delivered>(await SendAsync(server));
        Assert.Contains("an@example.be", Assert.Single(server.Mails), StringComparison.Ordinal);
        Assert.Equal(["EHLO", "STARTTLS"], server.PlainVerbs);
    }

    private static Task<OutboxAnswer> SendAsync(TestMailServer server)
    {
        var options = new MailOptions
        {
            Host = "127.0.0.1",
            Port = server.Port,
            User = "tinyeclipse",
            Password = TestMailServer.Password,
            From = "TinyEclipse <hallo@tinyeclipse.example>",
        };
        return new MailSender(Options.Create(options)).SendAsync(Letter, TestContext.Current.CancellationToken);
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(1));
    }
}
