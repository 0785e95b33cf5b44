using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using TinyEclipse.Server.Database;
using TinyEclipse.Server.Features.Notifications.WebPush;
using TinyEclipse.Server.Features.ServerKeys;

namespace TinyEclipse.Server.Tests.Database;

/// <summary>A database in the form that servers of before left: it goes on working, and nothing stays in that form.</summary>
public sealed class FormerSecretsTests(TestServer tests)
{
    private const string Setting = "Push:KeyEncryptionKey";
    private const string NewSetting = "Secrets:KeyEncryptionKey";

    private readonly string _formerKey = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_servers_of_before_kept_is_sealed_by_whichever_of_several_starts_first(bool isWrapped)
    {
        var wrapping = KeyWrapping.From(isWrapped ? _formerKey : "", Setting);
        var (database, known) = await FormerDatabaseAsync(wrapping);

        var settings = isWrapped ? Settings(_formerKey) : null;
        var servers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => TestServer.StartAsync(database, settings: settings)));
        foreach (var server in servers)
        {
            Assert.Equal(known, await KnownAsync(server));
            await server.DisposeAsync();
        }
        Assert.All(await StoredAsync(database), stored => Assert.True(SecretBox.IsSealed(stored)));
        await using var later = await TestServer.StartAsync(database, settings: settings);
        Assert.Equal(known, await KnownAsync(later));
    }

    [Fact]
    public async Task A_database_that_was_wrapped_asks_for_its_key_and_a_new_setting_takes_over()
    {
        var (database, known) = await FormerDatabaseAsync(KeyWrapping.From(_formerKey, Setting));

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => TestServer.StartAsync(database));
        Assert.Contains(Setting, refused.Message, StringComparison.Ordinal);
        await using (var moved = await TestServer.StartAsync(database, settings: Settings(_formerKey)))
            Assert.Equal(known, await KnownAsync(moved));

        // What was wrapped is still not to be read from a copy of the database, and the key may go by its new name.
        await Assert.ThrowsAsync<InvalidOperationException>(() => TestServer.StartAsync(database));
        await using var renamed = await TestServer.StartAsync(
            database, settings: new Dictionary<string, string?>(StringComparer.Ordinal) { [NewSetting] = _formerKey });
        Assert.Equal(known, await KnownAsync(renamed));
    }

    [Fact]
    public async Task Another_key_takes_over_from_the_former_one()
    {
        var (database, known) = await FormerDatabaseAsync(KeyWrapping.From(_formerKey, Setting));
        await (await TestServer.StartAsync(database, settings: Settings(_formerKey))).DisposeAsync(); // wraps the keys of Data Protection by it
        var newKey = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        var alone = new Dictionary<string, string?>(StringComparer.Ordinal) { [NewSetting] = newKey };

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => TestServer.StartAsync(database, settings: alone));
        Assert.Contains(NewSetting, refused.Message, StringComparison.Ordinal);
        var both = Settings(_formerKey);
        both[NewSetting] = newKey;
        await using (var moved = await TestServer.StartAsync(database, settings: both))
            Assert.Equal(known, await KnownAsync(moved));

        await using var later = await TestServer.StartAsync(database, settings: alone);
        Assert.Equal(known, await KnownAsync(later));
    }

    private static Dictionary<string, string?> Settings(string key) => new(StringComparer.Ordinal) { [Setting] = key };

    /// <summary>A database with keys of its own, put back into the form of before.</summary>
    private async Task<(string Database, Known Known)> FormerDatabaseAsync(KeyWrapping wrapping)
    {
        var database = await tests.NewDatabaseAsync();
        await using var server = await TestServer.StartAsync(database);
        var services = server.Services;
        var secrets = services.GetRequiredService<ServerSecrets>();
        var vapid = await secrets.GetOrCreateAsync("vapid_key", () => [], stored => stored, CancellationToken.None);
        var key = Assert.Single(await services.GetRequiredService<ServerKeyRing>().PublishedAsync(CancellationToken.None));
        await ExecuteAsync(database, "update server_secrets set value = $1 where name = 'page_token_key'", secrets.PageTokenKey);
        await ExecuteAsync(database, "update server_secrets set value = $1 where name = 'vapid_key'", wrapping.Wrap(vapid));
        await ExecuteAsync(database, "update server_keys set private_key = $1", wrapping.Wrap(services.GetRequiredService<ServerKeySeal>().Open(key)));
        await PostgresServer.ExecuteAsync(database, "delete from data_protection_keys"); // younger than the form of before
        return (database, await KnownAsync(server));
    }

    private static async Task<Known> KnownAsync(RunningServer server)
    {
        var signing = await server.Services.GetRequiredService<ServerKeyRing>().SigningKeyAsync(CancellationToken.None);
        using var key = signing.Key;
        return new Known(
            Convert.ToHexString(server.Services.GetRequiredService<ServerSecrets>().PageTokenKey),
            server.Services.GetRequiredService<ServerVapidKey>().PublicKey,
            Convert.ToHexString(key.ExportECPrivateKey()));
    }

    private static async Task ExecuteAsync(string database, string sql, byte[] value)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = value });
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<IReadOnlyList<byte[]>> StoredAsync(string database)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand("select value from server_secrets union all select private_key from server_keys");
        await using var reader = await command.ExecuteReaderAsync();
        var stored = new List<byte[]>();
        while (await reader.ReadAsync())
            stored.Add(reader.GetFieldValue<byte[]>(0));
        return stored;
    }

    /// <summary>What a server goes on with: the key of its page tokens, of its pushes, and by which it signs.</summary>
    private sealed record Known(string PageTokenKey, string VapidKey, string SigningKey);
}
