using System.Globalization;
using System.Security.Cryptography;
using System.Xml.Linq;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using TinyEclipse.Server.Database;
using TinyEclipse.Server.Features.ServerKeys;
using TinyEclipse.Server.Tests.Mail;
using TinyEclipse.Server.Tests.Notifications;

namespace TinyEclipse.Server.Tests.Secrets;

/// <summary>A server of its own that is told, or makes, every kind of secret; the test remembers them.</summary>
public sealed class SecretStory : IAsyncDisposable
{
    private SecretStory(string database) => Database = database;

    /// <summary>A connection string of the database's owner, who sees all.</summary>
    public string Database { get; }

    public KnownSecrets Known { get; } = new();

    public RunningServer Server { get; private set; } = null!;

    public TestMailServer Mail { get; } = new();

    public TestPushService Pushes { get; private set; } = null!;

    public static async Task<SecretStory> TellAsync(TestServer tests, Dictionary<string, string?>? settings = null, Action<WebApplicationBuilder>? configure = null)
    {
        var story = new SecretStory(await tests.NewDatabaseAsync()) { Pushes = await TestPushService.StartAsync() };
        story.Server = await TestServer.StartAsync(story.Database, settings: new(story.Settings().Concat(settings ?? []), StringComparer.Ordinal), configure: configure);
        await story.RememberServerAsync();
        await new SecretPeople(story).TellAsync();
        await new SecretMachines(story).TellAsync();
        return story;
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Pushes.DisposeAsync();
        await Mail.DisposeAsync();
    }

    private Dictionary<string, string?> Settings() => new(StringComparer.Ordinal)
    {
        ["Mail:Host"] = "127.0.0.1",
        ["Mail:Port"] = Mail.Port.ToString(CultureInfo.InvariantCulture),
        ["Mail:From"] = "TinyEclipse <hallo@tinyeclipse.example>",
        ["Mail:UseStartTls"] = "false",
        ["Mail:User"] = "hallo",
        ["Mail:Password"] = Known.Add("password of the mail server", $"smtp {Guid.NewGuid():n}"),
        ["PublicUrl"] = "https://hub.example/",
        ["Outbox:PollSeconds"] = "0.1",
        ["Secrets:KeyEncryptionKey"] = Convert.ToBase64String(Known.Add("key that wraps keys", RandomNumberGenerator.GetBytes(32))),
    };

    /// <summary>What the server made for itself before anybody called.</summary>
    private async Task RememberServerAsync()
    {
        var services = Server.Services;
        Known.Add("key of page tokens", services.GetRequiredService<ServerSecrets>().PageTokenKey);
        using var vapid = ECDsa.Create();
        vapid.ImportPkcs8PrivateKey(
            await services.GetRequiredService<ServerSecrets>().GetOrCreateAsync("vapid_key", () => [], stored => stored, CancellationToken.None), out _);
        Known.Add("VAPID key", vapid.ExportParameters(includePrivateParameters: true).D!);
        var signing = await services.GetRequiredService<ServerKeyRing>().SigningKeyAsync(CancellationToken.None);
        using var key = signing.Key;
        Known.Add("signing key", key.ExportParameters(includePrivateParameters: true).D!);
        foreach (var xml in await services.GetRequiredService<DataProtectionKeys>().ReadAsync(CancellationToken.None))
            Known.Add("key of Data Protection", Convert.FromBase64String(xml.Descendants().Single(IsMasterKey).Value));
    }

    private static bool IsMasterKey(XElement element) => element.Name.LocalName == "value" && element.Parent?.Name.LocalName == "masterKey";
}
