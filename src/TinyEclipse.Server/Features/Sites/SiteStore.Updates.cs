using Google.Rpc;
using Grpc.Core;
using Npgsql;
using TinyEclipse.Rpc.V1;
using TinyEclipse.Server.Rpc;
using TinyEclipse.Server.Tenancy;
using TinyEclipse.Sites.V1;

namespace TinyEclipse.Server.Features.Sites;

public sealed partial class SiteStore
{
    /// <summary>Changes a site that nobody else changes meanwhile. Null when the tenant has no such site.</summary>
    /// <param name="change">Makes of the site as it is the one that is to be; may throw.</param>
    /// <exception cref="RpcException">ALREADY_EXISTS: the tenant has another site with this URL.</exception>
    public async Task<Site?> UpdateAsync(TenantId tenant, Guid id, Func<Site, Site> change, CancellationToken cancellationToken)
    {
        const string Find = $"select {Columns} from sites where tenant_id = @Value and id = @id for update";
        const string Sql = $"""
            update sites
               set url = @Url,
                   environment = @environment
             where tenant_id = @Value
               and id = @id
            returning {Columns}
            """;
        await using var transaction = await database.BeginAsync(tenant, cancellationToken);
        var found = await transaction.QuerySingleOrDefaultAsync<Row>(Find, new { tenant.Value, id }, cancellationToken);
        if (found is null)
            return null;

        var changed = change(found.ToMessage());
        try
        {
            var row = await transaction.QuerySingleAsync<Row>(Sql, new { tenant.Value, id, changed.Url, environment = (short)changed.Environment }, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return row.ToMessage();
        }
        catch (PostgresException failure) when (failure.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            throw RpcErrors.Make(Code.AlreadyExists, ErrorReason.ResourceExists, $"the tenant has a site {changed.Url}");
        }
    }
}
