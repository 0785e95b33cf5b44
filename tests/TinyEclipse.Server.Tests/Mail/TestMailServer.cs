using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace TinyEclipse.Server.Tests.Mail;

/// <summary>Takes mail over SMTP (RFC 5321) and keeps it. Addresses at refused.example it does not know; it offers no STARTTLS.</summary>
public sealed class TestMailServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentQueue<string> _mails = new();
    private readonly Task _accepting;

    public TestMailServer()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>What was sent, with its headers.</summary>
    public IReadOnlyCollection<string> Mails => _mails;

    public async Task<ReceivedMail> NextToAsync(string address)
    {
        ReceivedMail? found = null;
        await Eventually.HoldsAsync(() => Task.FromResult((found = _mails.Select(mail => new ReceivedMail(mail)).LastOrDefault(mail => mail.To == address)) is not null));
        return found!;
    }

    public void Clear() => _mails.Clear();

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _accepting;
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
            using var reader = new StreamReader(client.GetStream(), Encoding.UTF8);
            await using var writer = new StreamWriter(client.GetStream(), new UTF8Encoding(false)) { AutoFlush = true, NewLine = "\r\n" };
            await writer.WriteLineAsync("220 test");
            while (await reader.ReadLineAsync() is { } line)
            {
                var answer = line.Split(' ', ':')[0].ToUpperInvariant() switch
                {
                    "RCPT" when line.Contains("@refused.example", StringComparison.OrdinalIgnoreCase) => "550 no such mailbox",
                    "DATA" => "354 go on",
                    "QUIT" => "221 bye",
                    _ => "250 ok",
                };
                await writer.WriteLineAsync(answer);
                if (answer.StartsWith("354", StringComparison.Ordinal))
                {
                    _mails.Enqueue(await ReadMailAsync(reader));
                    await writer.WriteLineAsync("250 taken");
                }
            }
        }
    }

    private static async Task<string> ReadMailAsync(StreamReader reader)
    {
        var mail = new StringBuilder();
        while (await reader.ReadLineAsync() is { } line && line != ".")
            mail.Append(line.StartsWith("..", StringComparison.Ordinal) ? line[1..] : line).Append("\r\n");
        return mail.ToString();
    }
}
