using Npgsql;

namespace TinyEclipse.Server.Database;

/// <summary>The database of this server: embedded or given, migrated, and opened as the role without rights on the schema.</summary>
public sealed class ServerDatabase(DatabaseOptions options) : IAsyncDisposable
{
    private Task<EmbeddedPostgres>? _embedded;
    private NpgsqlDataSource? _source;

    /// <summary>Open after <see cref="StartAsync"/>.</summary>
    public NpgsqlDataSource Source => _source ?? throw new InvalidOperationException("The database has not been started.");

    /// <summary>Begins with what takes longest, PostgreSQL's own start; <see cref="StartAsync"/> does the rest. It may be left out.</summary>
    public void BeginStart()
    {
        if (options.IsEmbedded)
            _embedded ??= Task.Run(() => EmbeddedPostgres.StartAsync(options.DataFolder, options.PostgresBinaries, CancellationToken.None));
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var connectionString = options.OwnerConnectionString;
        BeginStart();
        if (_embedded is not null)
        {
            var postgres = await _embedded.WaitAsync(cancellationToken);
            connectionString = await EnsureDatabaseAsync(postgres.ConnectionString, cancellationToken);
        }
        await using var owner = OwnerSource(connectionString);
        await using var connection = await owner.OpenConnectionAsync(cancellationToken);
        var login = await DatabaseRoles.EnsureAsync(connection, options, cancellationToken);
        await MigrationRunner.RunAsync(connection, cancellationToken);
        _source = OpenSource(login);
    }

    public async ValueTask DisposeAsync()
    {
        if (_source is not null)
            await _source.DisposeAsync();
        if (_embedded is null)
            return;

        await ((Task)_embedded).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // whoever started it was told
        if (_embedded.IsCompletedSuccessfully)
            await (await _embedded).DisposeAsync();
    }

    /// <summary>For the few plain statements of a start, which need no look at all the types that the database knows.</summary>
    private static NpgsqlDataSource OwnerSource(string connectionString)
    {
        var owner = new NpgsqlDataSourceBuilder(connectionString) { ConnectionStringBuilder = { Pooling = false, PersistSecurityInfo = true, CommandTimeout = 0 } };
        return owner.ConfigureTypeLoading(types => types.EnableTypeLoading(false)).Build();
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

    /// <summary>A new cluster comes with an empty database, postgres: it gets another name, which is faster than copying it.</summary>
    private static async Task<string> EnsureDatabaseAsync(string connectionString, CancellationToken cancellationToken)
    {
        const string IsThere = "select exists (select from pg_database where datname = @name)";
        var name = new NpgsqlConnectionStringBuilder(connectionString).Database!;
        await using var template = OwnerSource(new NpgsqlConnectionStringBuilder(connectionString) { Database = "template1" }.ConnectionString);
        await using var connection = await template.OpenConnectionAsync(cancellationToken);
        await using var find = new NpgsqlCommand(IsThere, connection) { Parameters = { new("name", name) } };
        if (await find.ExecuteScalarAsync(cancellationToken) is true)
            return connectionString;

        await using var rename = new NpgsqlCommand($"alter database postgres rename to {name}", connection);
        await rename.ExecuteNonQueryAsync(cancellationToken);
        return connectionString;
    }
}
