using TinyEclipse.Server.Database;
using TinyEclipse.Server.Privacy;
using TinyEclipse.Server.Rpc;
using TinyEclipse.Shop.V1;

namespace TinyEclipse.Server.Features.AbandonedCarts;

public sealed partial class AbandonedCartStore
{
    public async Task<IReadOnlyList<ContactDatum>> ReadOfContactAsync(
        TenantTransaction transaction, Guid contactId, ContactDataSlice slice, CancellationToken cancellationToken)
    {
        const string Sql = $"""
            select {CartRow.Columns}
              from abandoned_carts as carts
             where tenant_id = @Value
               and contact_id = @contactId
               and id > @AfterId
             order by id
             limit @Limit
            """;
        var rows = await transaction.QueryAsync<CartRow>(Sql, new { transaction.Tenant.Value, contactId, slice.AfterId, slice.Limit }, cancellationToken);
        return [.. rows.Select(row => new ContactDatum(row.Id, row.ToStored().ToMessage()))];
    }

    /// <summary>What the carts were worth stays, without who held them. Open ones are told to nobody any more; abandoned ones are lost in time, as all are.</summary>
    public Task<int> EraseContactAsync(TenantTransaction transaction, Guid contactId, CancellationToken cancellationToken)
    {
        const string Sql = """
            update abandoned_carts
               set contact_id = null,
                   identified_at = null,
                   customer_id = '',
                   email = '',
                   phone = '',
                   name = '',
                   order_id = '',
                   state = case when state in (@active, @idle) then @suppressed else state end,
                   judge_at = case when state = @abandoned then judge_at end,
                   erased_at = @now,
                   updated_at = @now
             where tenant_id = @Value
               and contact_id = @contactId
            """;
        var arguments = new
        {
            transaction.Tenant.Value,
            contactId,
            active = (short)CartState.Active,
            idle = (short)CartState.Idle,
            abandoned = (short)CartState.Abandoned,
            suppressed = (short)CartState.Suppressed,
            now = Times.Now(clock),
        };
        return transaction.ExecuteAsync(Sql, arguments, cancellationToken);
    }
}
