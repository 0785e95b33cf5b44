using TinyEclipse.Server.Database;

namespace TinyEclipse.Server.Features.AbandonedCarts;

public sealed partial class AbandonedCartStore
{
    /// <summary>Those of the carts that are known, as they stand. Nobody else can change them before the transaction ends.</summary>
    public async Task<IReadOnlyList<StoredCart>> FindForReportsAsync(
        TenantTransaction transaction, IReadOnlyList<(Guid SiteId, string CartToken)> keys, CancellationToken cancellationToken)
    {
        const string Sql = $"""
            select {CartRow.Columns}
              from unnest(@sites, @tokens) as reported (site_id, cart_token)
              join abandoned_carts as carts
                on carts.tenant_id = @Value
               and carts.site_id = reported.site_id
               and carts.cart_token = reported.cart_token
             order by carts.id -- the order in which rows are locked, for everybody the same
               for update of carts
            """;
        var (sites, tokens) = (keys.Select(key => key.SiteId).ToArray(), keys.Select(key => key.CartToken).ToArray());
        var rows = await transaction.QueryAsync<CartRow>(Sql, new { transaction.Tenant.Value, sites, tokens }, cancellationToken);
        return [.. rows.Select(row => row.ToStored())];
    }

    /// <summary>Keeps new carts and what reports made of known ones; false when one of the new ones is there already, under another id.</summary>
    public async Task<bool> TrySaveReportedAsync(TenantTransaction transaction, IReadOnlyCollection<StoredCart> carts, CancellationToken cancellationToken)
    {
        const string Sql = """
            insert into abandoned_carts as carts
                (tenant_id, id, site_id, cart_token, state, filled_at, emptied_at, ordered_at, order_id, activity_at, abandoned_at, closed_at, judge_at,
                 currency_code, total_minor, items, contact_id, identified_at, customer_id, email, phone, name, created_at, updated_at)
            select @Value, id, site_id, cart_token, state, filled_at, emptied_at, ordered_at, order_id, activity_at, abandoned_at, closed_at, judge_at,
                   currency_code, total_minor, items::jsonb, contact_id, identified_at, customer_id, email, phone, name, created_at, updated_at
              from unnest(@ids, @sites, @tokens, @states, @filled, @emptied, @ordered, @orders, @activity, @abandoned, @closed, @judge,
                          @currencies, @totals, @items, @contacts, @identified, @customers, @emails, @phones, @names, @created, @updated)
                   as cart (id, site_id, cart_token, state, filled_at, emptied_at, ordered_at, order_id, activity_at, abandoned_at, closed_at, judge_at,
                            currency_code, total_minor, items, contact_id, identified_at, customer_id, email, phone, name, created_at, updated_at)
             order by site_id, cart_token -- as above: two servers may add the same new carts
            on conflict (tenant_id, site_id, cart_token) do update
               set state = excluded.state, filled_at = excluded.filled_at, emptied_at = excluded.emptied_at, ordered_at = excluded.ordered_at,
                   order_id = excluded.order_id, activity_at = excluded.activity_at, abandoned_at = excluded.abandoned_at,
                   closed_at = excluded.closed_at, judge_at = excluded.judge_at, currency_code = excluded.currency_code,
                   total_minor = excluded.total_minor, items = excluded.items, contact_id = excluded.contact_id,
                   identified_at = excluded.identified_at, customer_id = excluded.customer_id, email = excluded.email,
                   phone = excluded.phone, name = excluded.name, updated_at = excluded.updated_at
             where carts.id = excluded.id
            """;
        return carts.Count == 0 || await transaction.ExecuteAsync(Sql, Columns(transaction, carts), cancellationToken) == carts.Count;
    }

    private static object Columns(TenantTransaction transaction, IReadOnlyCollection<StoredCart> carts)
    {
        T[] Of<T>(Func<StoredCart, T> value) => [.. carts.Select(value)];
        return new
        {
            transaction.Tenant.Value,
            ids = Of(stored => stored.Id),
            sites = Of(stored => stored.SiteId),
            tokens = Of(stored => stored.CartToken),
            states = Of(stored => (short)stored.Cart.State),
            filled = Of(stored => stored.Cart.FilledAt),
            emptied = Of(stored => stored.Cart.EmptiedAt),
            ordered = Of(stored => stored.Cart.OrderedAt),
            orders = Of(stored => stored.Cart.LastOrderId),
            activity = Of(stored => stored.Cart.ActivityAt),
            abandoned = Of(stored => stored.Cart.AbandonedAt),
            closed = Of(stored => stored.Cart.ClosedAt),
            judge = Of(stored => stored.Cart.JudgeAt),
            currencies = Of(stored => stored.Cart.Contents.CurrencyCode),
            totals = Of(stored => stored.Cart.Contents.TotalMinor),
            items = Of(stored => CartItems.ToJson(stored.Cart.Contents.Items)),
            contacts = Of(stored => stored.Cart.ContactId),
            identified = Of(stored => stored.Cart.IdentifiedAt),
            customers = Of(stored => stored.Cart.Shopper.CustomerId),
            emails = Of(stored => stored.Cart.Shopper.Email),
            phones = Of(stored => stored.Cart.Shopper.Phone),
            names = Of(stored => stored.Cart.Shopper.Name),
            created = Of(stored => stored.CreatedAt),
            updated = Of(stored => stored.UpdatedAt),
        };
    }
}
