using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using TinyEclipse.Server.Features.Events;
using TinyEclipse.Server.Rpc;
using TinyEclipse.Tenants.V1;

namespace TinyEclipse.Server.Tests.Events;

public sealed class EventUpkeepTests(TestServer tests)
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Events_are_kept_as_long_as_the_plan_says()
    {
        var clock = new TestClock(Noon);
        var database = await tests.NewDatabaseAsync();
        await using var server = await TestServer.StartAsync(database, clock);
        var tenants = new Dictionary<Plan, TestTenant>();
        foreach (var plan in new[] { Plan.Tiny, Plan.Pro, Plan.ProPlus })
            await (tenants[plan] = await server.NewTenantAsync(plan)).AppendAsync("old");
        var events = server.Services.GetRequiredService<EventStore>();

        foreach (var (age, kept) in new[] { (23.0, 3), (25, 2), (24 * 7 - 1, 2), (24 * 7 + 1, 1), (24 * 30 - 1, 1), (24 * 30 + 1, 0) })
        {
            clock.Advance(Noon.AddHours(age) - clock.GetUtcNow());
            await events.DeleteOldAcrossTenantsAsync(CancellationToken.None);
            Assert.Equal(kept, await CountAsync(database));
        }
    }

    [Fact]
    public async Task Events_of_a_database_restored_elsewhere_are_read_like_any_others()
    {
        var database = await tests.NewDatabaseAsync();
        await using var before = await TestServer.StartAsync(database);
        var tenant = await before.NewTenantAsync();
        foreach (var summary in new[] { "1", "2", "3" })
            await tenant.AppendAsync(summary);
        // As numbers of a cluster that had counted further look here.
        await ExecuteAsync(database, "update events set xact = '900000000000' where summary <> '1'");

        await using var after = await TestServer.StartAsync(database);
        await Eventually.HoldsAsync(async () => await CountAsync(database, "where xact > '800000000000'") == 0);
        var beginning = after.Services.GetRequiredService<SignedText>().Sign("event", "0:0");
        using var watcher = await EventWatcher.StartAsync(tenant, beginning);
        await tenant.AppendAsync("4");

        Assert.Equal(["2", "3", "1", "4"], (await watcher.NextAsync(4)).Select(found => found.Summary));
    }

    private static async Task<long> CountAsync(string database, string where = "")
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"select count(*) from events {where}", connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static async Task ExecuteAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
