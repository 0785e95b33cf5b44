using TinyEclipse.Server.Database;
using TinyEclipse.Server.Rpc;
using TinyEclipse.Server.Tenancy;
using TinyEclipse.Shop.V1;

namespace TinyEclipse.Server.Features.AbandonedCarts;

/// <summary>The SQL of carts. Here they are read; AbandonedCartStore.Reporting.cs keeps reports, AbandonedCartStore.Judging.cs what time did.</summary>
public sealed partial class AbandonedCartStore(TenantDatabase database, TimeProvider clock)
{
    public async Task<AbandonedCart?> FindAsync(TenantId tenant, Guid id, CancellationToken cancellationToken)
    {
        const string Sql = $"""
            select {CartRow.Columns}
              from abandoned_carts as carts
             where tenant_id = @Value
               and id = @id
            """;
        await using var transaction = await database.BeginAsync(tenant, cancellationToken);
        var row = await transaction.QuerySingleOrDefaultAsync<CartRow>(Sql, new { tenant.Value, id }, cancellationToken);
        return row?.ToStored().ToMessage();
    }

    public async Task<IReadOnlyList<AbandonedCart>> ListAsync(TenantId tenant, CartFilter filter, CartOrder order, KeyPage page, CancellationToken cancellationToken)
    {
        // Each combination is a statement of its own: one with "or @state is null" would be planned for none.
        const string Select = $"""
            select {CartRow.Columns}
              from abandoned_carts as carts
             where tenant_id = @Value
            """;
        string?[] conditions =
        [
            order.After,
            filter.State == CartState.Unspecified ? null : "state = @state",
            filter.ContactId is null ? null : "contact_id = @ContactId",
            filter.SiteId is null ? null : "site_id = @SiteId",
            filter.StartTime is null ? null : "activity_at >= @StartTime",
            filter.EndTime is null ? null : "activity_at < @EndTime",
        ];
        var sql = $"{Select}{string.Concat(conditions.OfType<string>().Select(condition => $"\n   and {condition}"))}\n order by {order.By}\n limit @Limit";
        await using var transaction = await database.BeginAsync(tenant, cancellationToken);
        var rows = await transaction.QueryAsync<CartRow>(
            sql,
            new { tenant.Value, state = (short)filter.State, filter.ContactId, filter.SiteId, filter.StartTime, filter.EndTime, Key = order.Parse(page.Key), page.Id, page.Limit },
            cancellationToken);
        return [.. rows.Select(row => row.ToStored().ToMessage())];
    }
}
