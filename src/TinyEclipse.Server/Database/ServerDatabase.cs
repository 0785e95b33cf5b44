using Npgsql;

namespace TinyEclipse.Server.Database;

/// <summary>The database of this server: embedded or given, migrated, and opened as the role without rights on the schema.</summary>
public sealed class ServerDatabase(DatabaseOptions options) : IAsyncDisposable
{
    private EmbeddedPostgres? _embedded;
    private NpgsqlDataSource? _source;

    /// <summary>Open after <see cref="StartAsync"/>.</summary>
    public NpgsqlDataSource Source => _source ?? throw new InvalidOperationException("The database has not been started.");

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var connectionString = options.OwnerConnectionString;
        if (connectionString.Length == 0)
        {
            _embedded = await EmbeddedPostgres.StartAsync(options.DataFolder, options.PostgresBinaries, cancellationToken);
            connectionString = await EnsureDatabaseAsync(_embedded.ConnectionString, cancellationToken);
        }
        await using var owner = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, PersistSecurityInfo = true, CommandTimeout = 0 });
        await using var connection = await owner.OpenConnectionAsync(cancellationToken);
        var login = await DatabaseRoles.EnsureAsync(connection, options, cancellationToken);
        await MigrationRunner.RunAsync(connection, cancellationToken);
        _source = OpenSource(login);
    }

    public async ValueTask DisposeAsync()
    {
        if (_source is not null)
            await _source.DisposeAsync();
        if (_embedded is not null)
            await _embedded.DisposeAsync();
    }

    private NpgsqlDataSource OpenSource(string login) =>
        NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(login)
        {
            Pooling = true, // the owner's connection, of which the login is made, is not pooled
            MaxPoolSize = options.MaxPoolSize,
            ApplicationName = "TinyEclipse.Server",
            // Statements repeat: planning them once per connection saves a third of their cost.
            MaxAutoPrepare = 200,
            AutoPrepareMinUsages = 5,
        });

    private static async Task<string> EnsureDatabaseAsync(string connectionString, CancellationToken cancellationToken)
    {
        var wanted = new NpgsqlConnectionStringBuilder(connectionString);
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Database = "postgres", Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        try
        {
            await using var create = new NpgsqlCommand($"create database {wanted.Database}", connection);
            await create.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (PostgresException failure) when (failure.SqlState == PostgresErrorCodes.DuplicateDatabase)
        {
            // It is there from an earlier start.
        }
        return connectionString;
    }
}
