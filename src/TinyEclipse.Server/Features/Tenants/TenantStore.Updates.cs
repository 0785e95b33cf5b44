using Google.Rpc;
using Grpc.Core;
using Npgsql;
using TinyEclipse.Rpc.V1;
using TinyEclipse.Server.Rpc;
using TinyEclipse.Server.Tenancy;
using TinyEclipse.Tenants.V1;

namespace TinyEclipse.Server.Features.Tenants;

public sealed partial class TenantStore
{
    /// <summary>Changes a tenant that nobody else changes meanwhile. Null when there is no such tenant.</summary>
    /// <param name="change">Makes of the tenant as it is the one that is to be; may throw.</param>
    /// <exception cref="RpcException">ALREADY_EXISTS: another tenant has the domain.</exception>
    public async Task<Tenant?> UpdateAsync(TenantId tenant, Func<Tenant, Tenant> change, CancellationToken cancellationToken)
    {
        const string Find = $"select {Columns} from tenants where id = @Value for update";
        const string Sql = $"""
            update tenants
               set name = @Name,
                   domain = @Domain,
                   time_zone = @TimeZone,
                   cart_abandon_minutes = @CartAbandonMinutes,
                   updated_at = @now
             where id = @Value
            returning {Columns}
            """;
        await using var transaction = await database.BeginAsync(tenant, cancellationToken);
        var found = await transaction.QuerySingleOrDefaultAsync<Row>(Find, new { tenant.Value }, cancellationToken);
        if (found is null)
            return null;

        var changed = change(found.ToMessage());
        try
        {
            var arguments = new { tenant.Value, changed.Name, changed.Domain, changed.TimeZone, changed.CartAbandonMinutes, now = clock.GetUtcNow() };
            var row = await transaction.QuerySingleAsync<Row>(Sql, arguments, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return row.ToMessage();
        }
        catch (PostgresException failure) when (failure.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            throw RpcErrors.Make(Code.AlreadyExists, ErrorReason.ResourceExists, $"another tenant has the domain {changed.Domain}");
        }
    }
}
