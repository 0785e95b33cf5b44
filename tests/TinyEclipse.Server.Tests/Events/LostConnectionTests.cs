using Npgsql;

namespace TinyEclipse.Server.Tests.Events;

public sealed class LostConnectionTests(TestServer server)
{
    [Fact]
    public async Task A_watcher_outlives_the_loss_of_every_connection_to_the_database()
    {
        var database = await server.NewDatabaseAsync();
        await using var running = await TestServer.StartAsync(database);
        var tenant = await running.NewTenantAsync();
        using var watcher = await EventWatcher.StartAsync(tenant);
        await tenant.AppendAsync("before");
        Assert.Equal("before", (await watcher.NextAsync()).Summary);

        await using (var owner = new NpgsqlConnection(database))
        {
            await owner.OpenAsync();
            await using var end = new NpgsqlCommand(
                "select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()", owner);
            Assert.True((long)(await end.ExecuteScalarAsync())! > 0);
        }
        await Eventually.HoldsAsync(async () =>
        {
            try
            {
                await tenant.AppendAsync("after");
                return true;
            }
            catch (NpgsqlException)
            {
                return false; // a connection of the pool that does not know yet
            }
        });

        var since = TimeProvider.System.GetTimestamp();
        Assert.Equal("after", (await watcher.NextAsync()).Summary);
        Assert.InRange(TimeProvider.System.GetElapsedTime(since).TotalSeconds, 0, 5); // by the signal, not by the look every 15 s
    }
}
