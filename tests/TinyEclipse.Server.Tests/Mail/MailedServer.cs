namespace TinyEclipse.Server.Tests.Mail;

/// <summary>A server that sends mail, the mail server it sends to, and a clock.</summary>
public sealed class MailedServer(TestServer server) : IAsyncLifetime
{
    private RunningServer? _server;

    public TestClock Clock { get; } = new(DateTimeOffset.UtcNow);

    public TestMailServer Mail { get; } = new();

    public RunningServer Server => _server!;

    public async ValueTask InitializeAsync() =>
        _server = await TestServer.StartAsync(await server.NewDatabaseAsync(), Clock, new(StringComparer.Ordinal)
        {
            ["Mail:Host"] = "127.0.0.1",
            ["Mail:Port"] = Mail.Port.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["Mail:From"] = "TinyEclipse <hallo@tinyeclipse.example>",
            ["Mail:UseStartTls"] = "false",
            ["PublicUrl"] = "https://hub.example/",
            ["Outbox:PollSeconds"] = "0.2",
        });

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        await Mail.DisposeAsync();
    }
}
