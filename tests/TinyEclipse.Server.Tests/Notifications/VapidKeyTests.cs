using System.Security.Cryptography;
using TinyEclipse.Notifications.V1;

namespace TinyEclipse.Server.Tests.Notifications;

public sealed class VapidKeyTests(TestServer tests)
{
    [Fact]
    public async Task The_servers_of_a_database_share_a_key_that_outlives_them_and_can_be_wrapped_later()
    {
        var database = await tests.NewDatabaseAsync();
        var wrapped = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Secrets:KeyEncryptionKey"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
        };

        var keys = new List<string> { await KeyOfAsync(database, []), await KeyOfAsync(database, []), await KeyOfAsync(database, wrapped) };
        keys.Add(await KeyOfAsync(database, wrapped));

        Assert.Single(keys.Distinct(StringComparer.Ordinal));
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => KeyOfAsync(database, []));
        Assert.Contains("Secrets:KeyEncryptionKey", refused.Message, StringComparison.Ordinal);
    }

    private static async Task<string> KeyOfAsync(string database, Dictionary<string, string?> settings)
    {
        await using var server = await TestServer.StartAsync(database, settings: settings);
        var caller = await server.NewOperatorAsync();
        return (await new PushSubscriptionService.PushSubscriptionServiceClient(caller.Grpc).GetPushKeyAsync(new())).PublicKey;
    }
}
