using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using TinyEclipse.Shop.V1;
using Client = TinyEclipse.Shop.V1.AbandonedCartService.AbandonedCartServiceClient;
using static TinyEclipse.Server.Tests.AbandonedCarts.CartCalls;

namespace TinyEclipse.Server.Tests.AbandonedCarts;

public sealed class CartListTests(TestServer server)
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(200)]
    public async Task Pages_hold_every_cart_once_with_the_latest_activity_first(int pageSize)
    {
        var tenant = await server.NewTenantAsync();
        foreach (var minutes in new[] { 4, 1, 3, 3, 2 }) // two at the same moment
            await tenant.ReportAsync(Cart($"c-{Guid.NewGuid():n}", Now.AddMinutes(-minutes), totalMinor: minutes));

        var carts = await tenant.ListCartsAsync(new() { PageSize = pageSize });

        Assert.Equal([1, 2, 3, 3, 4], carts.Select(cart => cart.TotalMinor));
        Assert.Equal(5, carts.Select(cart => cart.Id).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task A_list_can_be_of_one_state_and_of_one_contact()
    {
        var tenant = await server.NewTenantAsync();
        var ada = await tenant.ReportAsync(Cart("ada-1", email: "ada@example.org"));
        var adaOrdered = await tenant.ReportAsync(Cart("ada-2", email: "ada@example.org", order: "1001"));
        var bob = await tenant.ReportAsync(Cart("bob-1", email: "bob@example.org"));

        Assert.Equal(Ids(bob, ada), Ids([.. await tenant.ListCartsAsync(new() { State = CartState.Active, PageSize = 1 })]));
        Assert.Equal(Ids(adaOrdered, ada), Ids([.. await tenant.ListCartsAsync(new() { ContactId = ada.ContactId, PageSize = 1 })]));
        Assert.Equal(Ids(adaOrdered), Ids([.. await tenant.ListCartsAsync(new() { ContactId = ada.ContactId, State = CartState.Ordered })]));
        Assert.Empty(await tenant.ListCartsAsync(new() { State = CartState.Lost }));
    }

    [Theory]
    [InlineData("", new long[] { 300, 100, 200, 200 })]
    [InlineData("activity_time desc", new long[] { 300, 100, 200, 200 })]
    [InlineData("activity_time", new long[] { 200, 200, 100, 300 })]
    [InlineData("total_minor desc", new long[] { 300, 200, 200, 100 })]
    [InlineData("total_minor", new long[] { 100, 200, 200, 300 })]
    public async Task An_order_holds_over_its_pages(string orderBy, long[] expected)
    {
        var tenant = await server.NewTenantAsync();
        foreach (var (minutes, total) in new[] { (1, 300), (4, 200), (2, 100), (4, 200) })
            await tenant.ReportAsync(Cart($"c-{Guid.NewGuid():n}", Now.AddMinutes(-minutes), totalMinor: total));

        var carts = await tenant.ListCartsAsync(new() { OrderBy = orderBy, PageSize = 1 });

        Assert.Equal(expected, carts.Select(cart => cart.TotalMinor));
        Assert.Equal(4, carts.Select(cart => cart.Id).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task A_list_can_be_of_one_site_and_of_a_stretch_of_time()
    {
        var tenant = await server.NewTenantAsync();
        foreach (var minutes in new[] { 4, 3, 2, 1 })
            await tenant.ReportAsync(Cart($"c-{minutes}", Now.AddMinutes(-minutes), totalMinor: minutes));
        var stretch = new ListAbandonedCartsRequest
        {
            SiteId = tenant.SiteId.ToString(),
            StartTime = Timestamp.FromDateTimeOffset(Now.AddMinutes(-3)),
            EndTime = Timestamp.FromDateTimeOffset(Now.AddMinutes(-1)),
            OrderBy = "total_minor",
        };

        Assert.Equal([2, 3], (await tenant.ListCartsAsync(stretch)).Select(cart => cart.TotalMinor));
        Assert.Empty(await tenant.ListCartsAsync(new() { SiteId = Guid.NewGuid().ToString() }));
    }

    [Fact]
    public async Task A_token_of_one_order_is_refused_in_another()
    {
        var tenant = await server.NewTenantAsync();
        await tenant.ReportAsync(Cart("c-1"));
        await tenant.ReportAsync(Cart("c-2"));
        var client = new Client(tenant.Owner.Grpc);
        var page = await client.ListAbandonedCartsAsync(new() { PageSize = 1, OrderBy = "total_minor" });

        var refused = await Assert.ThrowsAsync<RpcException>(() => client.ListAbandonedCartsAsync(new() { PageSize = 1, PageToken = page.NextPageToken }).ResponseAsync);

        Assert.Equal(["page_token"], refused.Fields());
    }

    [Fact]
    public async Task A_bad_list_names_its_fields()
    {
        var tenant = await server.NewTenantAsync();

        var refused = await Assert.ThrowsAsync<RpcException>(() => tenant.ListCartsAsync(
            new() { State = (CartState)77, ContactId = "ada", SiteId = "shop", OrderBy = "total_minor; drop table contacts", StartTime = new() { Seconds = 1 } }));

        Assert.Equal(["state", "start_time", "order_by", "contact_id", "site_id"], refused.Fields());
    }

    [Fact]
    public async Task Another_tenants_cart_is_not_there()
    {
        var (mine, theirs) = (await server.NewTenantAsync(), await server.NewTenantAsync());
        var cart = await theirs.ReportAsync(Cart());

        var missing = await Assert.ThrowsAsync<RpcException>(() => mine.GetCartAsync(cart.Id));
        var denied = await Assert.ThrowsAsync<RpcException>(() => mine.ListCartsAsync(new() { TenantId = theirs.Id }));

        Assert.Equal((StatusCode.NotFound, StatusCode.PermissionDenied), (missing.StatusCode, denied.StatusCode));
        Assert.Empty(await mine.ListCartsAsync());
    }

    [Fact]
    public async Task Numbers_count_and_sum_by_state_and_currency()
    {
        var tenant = await server.NewTenantAsync();
        await tenant.ReportAsync(Cart("a", Now.AddMinutes(-3), totalMinor: 100));
        await tenant.ReportAsync(Cart("b", Now.AddMinutes(-2), totalMinor: 200));
        await tenant.ReportAsync(new(Cart("c", Now.AddMinutes(-2), totalMinor: 300)) { CurrencyCode = "USD" });
        await tenant.ReportAsync(Cart("d", Now.AddMinutes(-2), totalMinor: 400, order: "1001"));
        await tenant.ReportAsync(Cart("old", Now.AddDays(-31), totalMinor: 1, order: "1000"));

        var stats = await new Client(tenant.Owner.Grpc).GetAbandonedCartStatsAsync(new());

        CartStateTotal[] expected =
        [
            new() { State = CartState.Active, CurrencyCode = "EUR", CartCount = 2, TotalMinor = 300 },
            new() { State = CartState.Active, CurrencyCode = "USD", CartCount = 1, TotalMinor = 300 },
            new() { State = CartState.Ordered, CurrencyCode = "EUR", CartCount = 1, TotalMinor = 400 },
        ];
        Assert.Equal(expected, stats.Totals);
        Assert.Equal((0, 0, false), (stats.AbandonedCount, stats.BoughtAfterCount, stats.HasBoughtAfterRate));
        Assert.Equal(TimeSpan.FromDays(30), stats.EndTime.ToDateTimeOffset() - stats.StartTime.ToDateTimeOffset());
    }

    [Fact]
    public async Task A_range_includes_its_start_and_not_its_end()
    {
        var tenant = await server.NewTenantAsync();
        var start = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
        foreach (var seconds in new[] { -1, 0, 59, 60 })
            await tenant.ReportAsync(Cart($"c{seconds}", start.AddSeconds(seconds), order: $"o{seconds}"));

        var stats = await new Client(tenant.Owner.Grpc).GetAbandonedCartStatsAsync(
            new() { StartTime = Timestamp.FromDateTimeOffset(start), EndTime = Timestamp.FromDateTimeOffset(start.AddMinutes(1)) });

        Assert.Equal(2, Assert.Single(stats.Totals).CartCount);
    }

    [Theory]
    [InlineData(1, 0, "start_time")]
    [InlineData(0, 367, "end_time")]
    public async Task A_range_that_makes_no_sense_is_refused(int startDay, int endDay, string field)
    {
        var tenant = await server.NewTenantAsync();
        var request = new GetAbandonedCartStatsRequest
        {
            StartTime = Timestamp.FromDateTimeOffset(CartStory.At($"{startDay}d")),
            EndTime = Timestamp.FromDateTimeOffset(CartStory.At($"{endDay}d")),
        };

        var refused = await Assert.ThrowsAsync<RpcException>(() => new Client(tenant.Owner.Grpc).GetAbandonedCartStatsAsync(request).ResponseAsync);

        Assert.Equal([field], refused.Fields());
    }

    private static IEnumerable<string> Ids(params AbandonedCart[] carts) => carts.Select(cart => cart.Id);
}
