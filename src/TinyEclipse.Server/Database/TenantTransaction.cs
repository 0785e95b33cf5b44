using Dapper;
using Npgsql;
using TinyEclipse.Server.Tenancy;

namespace TinyEclipse.Server.Database;

/// <summary>A transaction in which row-level security shows one tenant. What is not committed when it is disposed is rolled back.</summary>
public sealed class TenantTransaction(TenantId tenant, NpgsqlConnection connection, NpgsqlTransaction transaction) : ServerTransaction(connection, transaction)
{
    public TenantId Tenant => tenant;
}

/// <summary>A transaction under the role tinyeclipse_worker, which sees the little that spans tenants.</summary>
public sealed class WorkerTransaction(NpgsqlConnection connection, NpgsqlTransaction transaction) : ServerTransaction(connection, transaction);

public abstract class ServerTransaction(NpgsqlConnection connection, NpgsqlTransaction transaction) : IAsyncDisposable
{
    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        if (IdempotentRun.Current is { IsMarked: false } run)
            await run.MarkAsync(this, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await connection.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    public Task<int> ExecuteAsync(string sql, object? arguments, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(Command(sql, arguments, cancellationToken));

    public async Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object? arguments, CancellationToken cancellationToken) =>
        (await connection.QueryAsync<T>(Command(sql, arguments, cancellationToken))).AsList();

    public Task<T> QuerySingleAsync<T>(string sql, object? arguments, CancellationToken cancellationToken) =>
        connection.QuerySingleAsync<T>(Command(sql, arguments, cancellationToken));

    public Task<T?> QuerySingleOrDefaultAsync<T>(string sql, object? arguments, CancellationToken cancellationToken) =>
        connection.QuerySingleOrDefaultAsync<T>(Command(sql, arguments, cancellationToken));

    private CommandDefinition Command(string sql, object? arguments, CancellationToken cancellationToken) =>
        new(sql, arguments, transaction, cancellationToken: cancellationToken);
}
