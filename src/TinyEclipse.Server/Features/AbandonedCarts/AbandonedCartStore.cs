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

    /// <param name="tenant">Whose carts.</param>
    /// <param name="state">Only carts in this state; unspecified means all.</param>
    /// <param name="contactId">Only carts of this contact; null means all.</param>
    /// <param name="page">Which of them.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<IReadOnlyList<AbandonedCart>> ListAsync(
        TenantId tenant, CartState state, Guid? contactId, TimePage page, CancellationToken cancellationToken)
    {
        // Each filter is a statement of its own: one with "or @state is null" would be planned for neither.
        const string Select = $"""
            select {CartRow.Columns}
              from abandoned_carts as carts
             where tenant_id = @Value
               and (activity_at, id) < (@BeforeTime, @BeforeId)
            """;
        const string InState = "\n   and state = @state";
        const string OfContact = "\n   and contact_id = @contactId";
        const string Order = "\n order by activity_at desc, id desc\n limit @Limit";
        var sql = (state, contactId) switch
        {
            (CartState.Unspecified, null) => Select + Order,
            (CartState.Unspecified, _) => Select + OfContact + Order,
            (_, null) => Select + InState + Order,
            _ => Select + InState + OfContact + Order,
        };
        await using var transaction = await database.BeginAsync(tenant, cancellationToken);
        var arguments = new { tenant.Value, state = (short)state, contactId, page.BeforeTime, page.BeforeId, page.Limit };
        var rows = await transaction.QueryAsync<CartRow>(sql, arguments, cancellationToken);
        return [.. rows.Select(row => row.ToStored().ToMessage())];
    }
}
