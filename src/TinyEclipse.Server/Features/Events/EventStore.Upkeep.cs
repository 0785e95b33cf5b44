using TinyEclipse.Server.Tenancy;
using TinyEclipse.Tenants.V1;

namespace TinyEclipse.Server.Features.Events;

public sealed partial class EventStore
{
    /// <summary>Events go when they are older than the tenant's plan keeps them.</summary>
    public Task DeleteOldAcrossTenantsAsync(CancellationToken cancellationToken)
    {
        const string Sql = """
            delete from events
             where (tenant_id, id) in (
                   select old.tenant_id, old.id
                     from tenants
                    cross join lateral (
                          select tenant_id, id
                            from events
                           where tenant_id = tenants.id
                             and created_at < @now - (@kept)[tenants.plan]
                           limit 1000) as old)
            """;
        var kept = Enum.GetValues<Plan>().Where(plan => plan > Plan.Unspecified).Order().Select(Entitlements.EventsKept).ToArray();
        return database.DeleteInBitesAcrossTenantsAsync(Sql, new { kept, now = clock.GetUtcNow() }, cancellationToken);
    }

    /// <summary>
    /// A database that was restored elsewhere counts its transactions anew. Events with numbers of its former life would hold readers back until the
    /// count arrives there, so they move to the beginning, where their sequence keeps them in order.
    /// </summary>
    public async Task AdoptRestoredAcrossTenantsAsync(CancellationToken cancellationToken)
    {
        const string Sql = """
            update events
               set xact = '3' -- the first that any database hands out
             where (tenant_id, id) in (
                   select restored.tenant_id, restored.id
                     from tenants
                    cross join lateral (
                          select tenant_id, id
                            from events
                           where tenant_id = tenants.id
                             and xact >= pg_snapshot_xmax(pg_current_snapshot())) as restored)
            """;
        await using var transaction = await database.BeginAcrossTenantsAsync(cancellationToken);
        await transaction.ExecuteAsync(Sql, null, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}
