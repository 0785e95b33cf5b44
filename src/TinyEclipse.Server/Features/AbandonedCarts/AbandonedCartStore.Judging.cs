using TinyEclipse.Server.Database;
using TinyEclipse.Server.Tenancy;
using TinyEclipse.Sites.V1;
using TinyEclipse.Tenants.V1;

namespace TinyEclipse.Server.Features.AbandonedCarts;

public sealed partial class AbandonedCartStore
{
    public async Task<IReadOnlyList<TenantId>> ListTenantsWithDueCartsAcrossTenantsAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        const string Sql = "select distinct tenant_id from abandoned_carts where judge_at <= @now";
        await using var transaction = await database.BeginAcrossTenantsAsync(cancellationToken);
        var tenants = await transaction.QueryAsync<Guid>(Sql, new { now }, cancellationToken);
        return [.. tenants.Select(tenant => new TenantId(tenant))];
    }

    public async Task<IReadOnlyList<Guid>> ListDueAsync(TenantId tenant, DateTimeOffset now, int limit, CancellationToken cancellationToken)
    {
        const string Sql = """
            select id
              from abandoned_carts
             where tenant_id = @Value
               and judge_at <= @now
               and site_id not in (select id from sites where tenant_id = @Value and is_held)
             order by judge_at
             limit @limit
            """;
        await using var transaction = await database.BeginAsync(tenant, cancellationToken);
        return await transaction.QueryAsync<Guid>(Sql, new { tenant.Value, now, limit }, cancellationToken);
    }

    /// <summary>Puts a cart off that cannot be judged, so that it does not stand before the others.</summary>
    public async Task PutOffAsync(TenantId tenant, Guid id, DateTimeOffset now, DateTimeOffset until, CancellationToken cancellationToken)
    {
        const string Sql = "update abandoned_carts set judge_at = @until where tenant_id = @Value and id = @id and judge_at <= @now";
        await using var transaction = await database.BeginAsync(tenant, cancellationToken);
        await transaction.ExecuteAsync(Sql, new { tenant.Value, id, now, until }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Carts that are due, or only the one given, with the policy that holds for each. Until the transaction ends no other server takes them.</summary>
    public async Task<IReadOnlyList<(StoredCart Stored, CartPolicy Policy)>> TakeDueAsync(
        TenantTransaction transaction, DateTimeOffset now, int limit, Guid? only, CancellationToken cancellationToken)
    {
        const string Sql = $"""
            select {CartRow.Columns}
              from abandoned_carts as carts
             where tenant_id = @Value
               and judge_at <= @now
               and (@only::uuid is null or id = @only)
               and site_id not in (select id from sites where tenant_id = @Value and is_held) -- they wait until it is known which installation is the site
             order by judge_at
             limit @limit
               for update skip locked
            """;
        var rows = await transaction.QueryAsync<CartRow>(Sql, new { transaction.Tenant.Value, now, limit, only }, cancellationToken);
        if (rows.Count == 0)
            return [];

        var policies = await FindPoliciesAsync(transaction, cancellationToken);
        return [.. rows.Select(row => (row.ToStored(), policies[row.SiteId]))];
    }

    /// <summary>Keeps what the judge decided: only the state, its times, and whether the shopper was forgotten can have changed.</summary>
    public async Task SaveJudgedAsync(TenantTransaction transaction, IReadOnlyList<StoredCart> judged, CancellationToken cancellationToken)
    {
        const string Sql = """
            update abandoned_carts as carts
               set state = judged.state,
                   abandoned_at = judged.abandoned_at,
                   closed_at = judged.closed_at,
                   judge_at = judged.judge_at,
                   customer_id = case when judged.is_forgotten then '' else carts.customer_id end,
                   email = case when judged.is_forgotten then '' else carts.email end,
                   phone = case when judged.is_forgotten then '' else carts.phone end,
                   name = case when judged.is_forgotten then '' else carts.name end,
                   updated_at = judged.updated_at
              from unnest(@ids, @states, @abandoned, @closed, @judge, @forgotten, @updated)
                   as judged (id, state, abandoned_at, closed_at, judge_at, is_forgotten, updated_at)
             where carts.tenant_id = @Value
               and carts.id = judged.id
            """;
        var arguments = new
        {
            transaction.Tenant.Value,
            ids = judged.Select(stored => stored.Id).ToArray(),
            states = judged.Select(stored => (short)stored.Cart.State).ToArray(),
            abandoned = judged.Select(stored => stored.Cart.AbandonedAt).ToArray(),
            closed = judged.Select(stored => stored.Cart.ClosedAt).ToArray(),
            judge = judged.Select(stored => stored.Cart.JudgeAt).ToArray(),
            forgotten = judged.Select(stored => stored.Cart.Shopper == Shopper.Unknown).ToArray(),
            updated = judged.Select(stored => stored.UpdatedAt).ToArray(),
        };
        await transaction.ExecuteAsync(Sql, arguments, cancellationToken);
    }

    private static async Task<Dictionary<Guid, CartPolicy>> FindPoliciesAsync(TenantTransaction transaction, CancellationToken cancellationToken)
    {
        const string Sql = """
            select sites.id, sites.environment, tenants.plan, tenants.cart_abandon_minutes
              from tenants
              join sites on sites.tenant_id = tenants.id
             where tenants.id = @Value
            """;
        var rows = await transaction.QueryAsync<PolicyRow>(Sql, new { transaction.Tenant.Value }, cancellationToken);
        return rows.ToDictionary(row => row.Id, row => row.ToPolicy());
    }

    private sealed record PolicyRow(Guid Id, short Environment, short Plan, int CartAbandonMinutes)
    {
        public CartPolicy ToPolicy() => new(
            TimeSpan.FromMinutes(CartAbandonMinutes),
            MayTell: Environment == (short)SiteEnvironment.Production && Entitlements.Allows((Plan)Plan, Feature.Shop));
    }
}
