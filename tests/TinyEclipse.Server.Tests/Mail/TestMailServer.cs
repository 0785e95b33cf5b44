using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace TinyEclipse.Server.Tests.Mail;

/// <summary>Takes mail over SMTP (RFC 5321) and keeps it. Addresses at refused.example it does not know; with a certificate it offers STARTTLS (RFC 3207).</summary>
public sealed class TestMailServer : IAsyncDisposable
{
    /// <summary>Of whoever sends, where the server asks for one.</summary>
    public const string Password = "mail password";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentQueue<string> _mails = new();
    private readonly ConcurrentQueue<string> _plain = new();
    private readonly X509Certificate2? _certificate;
    private readonly Task _accepting;

    public TestMailServer(X509Certificate2? certificate = null)
    {
        _certificate = certificate;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>What was sent, with its headers.</summary>
    public IReadOnlyCollection<string> Mails => _mails;

    /// <summary>The verbs that were said before anything was encrypted.</summary>
    public IReadOnlyCollection<string> PlainVerbs => _plain;

    public Task<ReceivedMail> NextToAsync(string address) => NextAsync(mail => mail.To == address);

    /// <summary>Passes over letters that only tell something.</summary>
    public Task<ReceivedMail> NextLinkToAsync(string address) => NextAsync(mail => mail.To == address && mail.Token.Length > 0);

    public void Clear() => _mails.Clear();

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _accepting;
    }

    private async Task<ReceivedMail> NextAsync(Func<ReceivedMail, bool> isMeant)
    {
        ReceivedMail? found = null;
        await Eventually.HoldsAsync(() => Task.FromResult((found = _mails.Select(mail => new ReceivedMail(mail)).LastOrDefault(isMeant)) is not null));
        return found!;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync();
                _ = ServeAsync(client);
            }
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            // stopped
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            await SayAsync(client.GetStream(), "220 test");
            if (!await TalkAsync(client.GetStream(), isPlain: true))
                return;

            await using var encrypted = new SslStream(client.GetStream());
            try
            {
                await encrypted.AuthenticateAsServerAsync(_certificate!);
                await TalkAsync(encrypted, isPlain: false);
            }
            catch (Exception failure) when (failure is IOException or AuthenticationException)
            {
                // the client does not trust the certificate
            }
        }
    }

    /// <summary>True when the client wants to go on encrypted.</summary>
    private async Task<bool> TalkAsync(Stream stream, bool isPlain)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8, leaveOpen: true);
        while (await reader.ReadLineAsync() is { } line)
        {
            var verb = line.Split(' ', ':')[0].ToUpperInvariant();
            if (isPlain)
                _plain.Enqueue(verb);
            var answer = verb switch
            {
                "EHLO" when isPlain && _certificate is not null => "250-test\r\n250 STARTTLS",
                "EHLO" when !isPlain => "250-test\r\n250 AUTH LOGIN",
                "STARTTLS" => "220 go on",
                "AUTH" => "334 UGFzc3dvcmQ6",
                "RCPT" when line.Contains("@refused.example", StringComparison.OrdinalIgnoreCase) => "550 no such mailbox",
                "DATA" => "354 go on",
                "QUIT" => "221 bye",
                _ when line == Convert.ToBase64String(Encoding.UTF8.GetBytes(Password)) => "235 welcome",
                _ => "250 ok",
            };
            await SayAsync(stream, answer);
            if (verb == "STARTTLS")
                return true;
            if (verb != "DATA")
                continue;

            _mails.Enqueue(await ReadMailAsync(reader));
            await SayAsync(stream, "250 taken");
        }
        return false;
    }

    private static async Task SayAsync(Stream stream, string line) => await stream.WriteAsync(Encoding.UTF8.GetBytes(line + "\r\n"));

    private static async Task<string> ReadMailAsync(StreamReader reader)
    {
        var mail = new StringBuilder();
        while (await reader.ReadLineAsync() is { } line && line != ".")
            mail.Append(line.StartsWith("..", StringComparison.Ordinal) ? line[1..] : line).Append("\r\n");
        return mail.ToString();
    }
}
