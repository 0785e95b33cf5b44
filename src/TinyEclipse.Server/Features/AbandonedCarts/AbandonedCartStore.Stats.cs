using Google.Protobuf.WellKnownTypes;
using TinyEclipse.Server.Tenancy;
using TinyEclipse.Shop.V1;

namespace TinyEclipse.Server.Features.AbandonedCarts;

public sealed partial class AbandonedCartStore
{
    public async Task<AbandonedCartStats> CountAsync(TenantId tenant, DateTimeOffset start, DateTimeOffset end, CancellationToken cancellationToken)
    {
        const string Sql = """
            select state, currency_code, count(*) as cart_count, sum(total_minor)::bigint as total_minor, count(abandoned_at) as abandoned_count
              from abandoned_carts
             where tenant_id = @Value
               and activity_at >= @start
               and activity_at < @end
             group by state, currency_code
             order by state, currency_code
            """;
        await using var transaction = await database.BeginAsync(tenant, cancellationToken);
        var rows = await transaction.QueryAsync<TotalRow>(Sql, new { tenant.Value, start, end }, cancellationToken);
        return Stats(start, end, rows);
    }

    private static AbandonedCartStats Stats(DateTimeOffset start, DateTimeOffset end, IReadOnlyList<TotalRow> rows)
    {
        var stats = new AbandonedCartStats
        {
            StartTime = Timestamp.FromDateTimeOffset(start),
            EndTime = Timestamp.FromDateTimeOffset(end),
            AbandonedCount = rows.Sum(row => row.AbandonedCount),
            BoughtAfterCount = rows.Where(row => row.IsBoughtAfter).Sum(row => row.CartCount),
        };
        stats.Totals.AddRange(rows.Select(row => row.ToMessage()));
        if (stats.AbandonedCount > 0)
            stats.BoughtAfterRate = (double)stats.BoughtAfterCount / stats.AbandonedCount;
        return stats;
    }

    private sealed record TotalRow(short State, string CurrencyCode, long CartCount, long TotalMinor, long AbandonedCount)
    {
        public bool IsBoughtAfter => (CartState)State is CartState.Recovered or CartState.Returned;

        public CartStateTotal ToMessage() =>
            new() { State = (CartState)State, CurrencyCode = CurrencyCode, CartCount = CartCount, TotalMinor = TotalMinor };
    }
}
