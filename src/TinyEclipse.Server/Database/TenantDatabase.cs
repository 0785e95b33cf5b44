using Npgsql;
using TinyEclipse.Server.Tenancy;

namespace TinyEclipse.Server.Database;

/// <summary>
/// The only way to the database: for one tenant, or, for workers, across them under a role that may do little. Who acts goes along in the same round trip,
/// for the audit log.
/// </summary>
public sealed class TenantDatabase(ServerDatabase database)
{
    /// <summary>No tenant's, so that row-level security shows nothing.</summary>
    private static readonly TenantId Nobodys = new(Guid.AllBitsSet);

    /// <summary>The tenant is set for the transaction, never for the session: pooled connections are shared.</summary>
    public async Task<TenantTransaction> BeginAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        const string Scope = "select set_config('app.tenant_id', @scope, true), set_config('app.actor', @actor, true)";
        var shown = Actor.Current.MayEnter(tenant) ? tenant : Nobodys;
        var (connection, transaction) = await BeginAsync(Scope, shown.ToString(), cancellationToken);
        return new TenantTransaction(tenant, connection, transaction);
    }

    public async Task<WorkerTransaction> BeginAcrossTenantsAsync(CancellationToken cancellationToken)
    {
        const string Scope = "select set_config('role', @scope, true), set_config('app.actor', @actor, true)";
        var (connection, transaction) = await BeginAsync(Scope, DatabaseRoles.Worker, cancellationToken);
        return new WorkerTransaction(connection, transaction);
    }

    /// <summary>Repeats a deletion that has a limit, each time in a transaction of its own so that none grows long, until nothing is left to delete.</summary>
    public Task DeleteInBitesAcrossTenantsAsync(string sql, object arguments, CancellationToken cancellationToken) => Chore.RepeatAsync(async () =>
    {
        await using var transaction = await BeginAcrossTenantsAsync(cancellationToken);
        var deleted = await transaction.ExecuteAsync(sql, arguments, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return deleted;
    });

    private async Task<(NpgsqlConnection Connection, NpgsqlTransaction Transaction)> BeginAsync(string sql, string scope, CancellationToken cancellationToken)
    {
        var connection = await database.Source.OpenConnectionAsync(cancellationToken);
        try
        {
            var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await using var command = new NpgsqlCommand(sql, connection, transaction)
            {
                Parameters = { new NpgsqlParameter<string>("scope", scope), new NpgsqlParameter<string>("actor", Actor.Current.Json) },
            };
            await command.ExecuteNonQueryAsync(cancellationToken);
            return (connection, transaction);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}
