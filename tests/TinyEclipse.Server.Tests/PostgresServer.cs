using Npgsql;
using TinyEclipse.Server.Database;

namespace TinyEclipse.Server.Tests;

/// <summary>A PostgreSQL for one run of the tests, in a folder that goes with it; TE_TEST_DATABASE names another, as its owner.</summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("te-");
    private EmbeddedPostgres? _embedded;
    private string _owner = "";

    public async Task StartAsync()
    {
        _owner = Environment.GetEnvironmentVariable("TE_TEST_DATABASE") ?? "";
        if (_owner.Length > 0)
            return;

        // The user that PostgreSQL runs as must be able to enter it.
        _folder.UnixFileMode |= UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        _embedded = await EmbeddedPostgres.StartAsync(_folder.FullName, "", CancellationToken.None);
        _owner = new NpgsqlConnectionStringBuilder(_embedded.ConnectionString) { Database = "postgres" }.ConnectionString;
    }

    /// <summary>A connection string of the owner of a new, empty database.</summary>
    public async Task<string> NewDatabaseAsync()
    {
        var name = $"test_{Guid.NewGuid():n}";
        await using var connection = new NpgsqlConnection(_owner);
        await connection.OpenAsync();
        await using var create = new NpgsqlCommand($"create database {name}", connection);
        await create.ExecuteNonQueryAsync();
        // Many servers share this PostgreSQL, and what one of them does not need now, another does.
        return new NpgsqlConnectionStringBuilder(_owner) { Database = name, ConnectionIdleLifetime = 3, ConnectionPruningInterval = 1 }.ConnectionString;
    }

    /// <summary>What only the owner of a database may do.</summary>
    public static async Task ExecuteAsync(string database, string sql)
    {
        await using var owner = new NpgsqlConnection(database);
        await owner.OpenAsync();
        await using var command = new NpgsqlCommand(sql, owner);
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (_embedded is not null)
            await _embedded.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
