using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using TinyEclipse.Server.Database;

namespace TinyEclipse.Server.Tests.Database;

public sealed class SecretBoxTests(TestServer server)
{
    private static readonly byte[] Secret = [1, 2, 3, 4];

    [Fact]
    public async Task What_one_server_sealed_another_opens_and_for_that_owner_and_purpose_only()
    {
        var (database, owner) = (await server.NewDatabaseAsync(), Guid.NewGuid());
        var starts = await Task.WhenAll(TestServer.StartAsync(database), TestServer.StartAsync(database));
        await using var one = starts[0];
        await using var other = starts[1];

        var sealedSecret = BoxOf(one).Seal("test", owner, Secret);

        Assert.Equal(Secret, BoxOf(other).Open("test", owner, sealedSecret));
        Assert.Throws<CryptographicException>(() => BoxOf(other).Open("test", Guid.NewGuid(), sealedSecret));
        Assert.Throws<CryptographicException>(() => BoxOf(other).Open("another", owner, sealedSecret));
        sealedSecret[^1] ^= 1;
        Assert.Throws<CryptographicException>(() => BoxOf(other).Open("test", owner, sealedSecret));
    }

    [Fact]
    public async Task A_key_that_is_given_later_wraps_what_is_there_and_is_asked_for_from_then_on()
    {
        var (database, owner) = (await server.NewDatabaseAsync(), Guid.NewGuid());
        byte[] sealedSecret;
        await using (var open = await TestServer.StartAsync(database))
            sealedSecret = BoxOf(open).Seal("test", owner, Secret);
        Assert.True(await IsReadableAsync(database));

        var key = new Dictionary<string, string?>(StringComparer.Ordinal) { ["Secrets:KeyEncryptionKey"] = NewKey() };
        await using (var wrapping = await TestServer.StartAsync(database, settings: key))
            Assert.Equal(Secret, BoxOf(wrapping).Open("test", owner, sealedSecret));
        Assert.False(await IsReadableAsync(database));

        foreach (var settings in new[] { null, new Dictionary<string, string?>(StringComparer.Ordinal) { ["Secrets:KeyEncryptionKey"] = NewKey() } })
        {
            var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => TestServer.StartAsync(database, settings: settings));
            Assert.Contains("Secrets:KeyEncryptionKey", refused.Message, StringComparison.Ordinal);
        }
        await using var again = await TestServer.StartAsync(database, settings: key);
        Assert.Equal(Secret, BoxOf(again).Open("test", owner, sealedSecret));
    }

    private static SecretBox BoxOf(RunningServer server) => server.Services.GetRequiredService<SecretBox>();

    private static string NewKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    private static async Task<bool> IsReadableAsync(string database)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("select bool_or(position('masterKey'::bytea in value) > 0) from data_protection_keys", connection);
        return (bool)(await command.ExecuteScalarAsync())!;
    }
}
