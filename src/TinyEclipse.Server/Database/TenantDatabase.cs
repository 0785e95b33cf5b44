using Npgsql;
using TinyEclipse.Server.Tenancy;

namespace TinyEclipse.Server.Database;

/// <summary>The only way to the database: for one tenant, or, for workers, across them under a role that may do little.</summary>
public sealed class TenantDatabase(ServerDatabase database)
{
    /// <summary>The tenant is set for the transaction, never for the session: pooled connections are shared.</summary>
    public async Task<TenantTransaction> BeginAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        var (connection, transaction) = await BeginAsync($"select set_config('app.tenant_id', '{tenant.Value}', true)", cancellationToken);
        return new TenantTransaction(tenant, connection, transaction);
    }

    public async Task<WorkerTransaction> BeginAcrossTenantsAsync(CancellationToken cancellationToken)
    {
        var (connection, transaction) = await BeginAsync($"set local role {DatabaseRoles.Worker}", cancellationToken);
        return new WorkerTransaction(connection, transaction);
    }

    private async Task<(NpgsqlConnection Connection, NpgsqlTransaction Transaction)> BeginAsync(string scope, CancellationToken cancellationToken)
    {
        var connection = await database.Source.OpenConnectionAsync(cancellationToken);
        try
        {
            var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await using var command = new NpgsqlCommand(scope, connection, transaction);
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
