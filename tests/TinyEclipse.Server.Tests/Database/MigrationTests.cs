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

    private static async Task<object?> ScalarAsync(string connectionString, string sql)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }
}
