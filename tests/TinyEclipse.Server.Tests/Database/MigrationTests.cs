using Npgsql;
using TinyEclipse.Server.Database;

namespace TinyEclipse.Server.Tests.Database;

public sealed class MigrationTests(TestServer server)
{
    [Fact]
    public async Task Servers_that_start_together_migrate_once()
    {
        var connectionString = await server.NewDatabaseAsync();
        var databases = Enumerable.Range(0, 4).Select(_ => new ServerDatabase(new DatabaseOptions { OwnerConnectionString = connectionString })).ToList();

        await Task.WhenAll(databases.Select(database => database.StartAsync(CancellationToken.None)));

        Assert.Equal(0L, await ScalarAsync(connectionString, "select count(*) - count(distinct number) from schema_migrations"));
        foreach (var database in databases)
            await database.DisposeAsync();
    }

    [Fact]
    public async Task An_edited_migration_stops_the_start()
    {
        var connectionString = await server.NewDatabaseAsync();
        await using (var first = new ServerDatabase(new DatabaseOptions { OwnerConnectionString = connectionString }))
            await first.StartAsync(CancellationToken.None);
        await ScalarAsync(connectionString, "update schema_migrations set sha256 = 'another' where number = 1");
        await using var second = new ServerDatabase(new DatabaseOptions { OwnerConnectionString = connectionString });

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => second.StartAsync(CancellationToken.None));

        Assert.Contains("0001_tenants.sql", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Due_carts_of_a_tenant_come_from_an_index_in_the_order_in_which_they_are_judged()
    {
        const string Sql = """
            set enable_seqscan = off;
            explain (costs off, format json)
            select id
              from abandoned_carts
             where tenant_id = '00000000-0000-0000-0000-000000000000'
               and judge_at <= now()
             order by judge_at
             limit 100
               for update skip locked
            """;
        var connectionString = await server.NewDatabaseAsync();
        await using var database = new ServerDatabase(new DatabaseOptions { OwnerConnectionString = connectionString });
        await database.StartAsync(CancellationToken.None);

        var plan = (string)(await ScalarAsync(connectionString, Sql))!;

        Assert.Contains("abandoned_carts_due", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("Sort", plan, StringComparison.Ordinal);
    }

    private static async Task<object?> ScalarAsync(string connectionString, string sql)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }
}
