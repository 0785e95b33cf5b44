using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using TinyEclipse.Shop.V1;
using TinyEclipse.Tenants.V1;
using Client = TinyEclipse.Shop.V1.AbandonedCartService.AbandonedCartServiceClient;
using static TinyEclipse.Server.Tests.AbandonedCarts.CartCalls;

namespace TinyEclipse.Server.Tests.AbandonedCarts;

public sealed class CartReportTests(TestServer server)
{
    [Fact]
    public async Task A_report_over_json_records_the_cart()
    {
        var tenant = await server.NewTenantAsync();
        var occurredAt = DateTime.UtcNow.AddMinutes(-1).ToString("yyyy-MM-dd'T'HH:mm:ss.123456'Z'", CultureInfo.InvariantCulture); // of an old cart the shopper is forgotten at once
        var body = new
        {
            cart_token = "c-1",
            customer_id = "7",
            email = "Ada@Example.org",
            phone = "0470 12 34 56",
            name = "Ada",
            currency_code = "EUR",
            total_minor = 4500,
            items = new[] { new { product_id = "17", name = "Pralines \"puur\" é", quantity = 2, price_minor = "2250" } },
            occurred_at = occurredAt,
            invented_here = true,
        };

        var response = await tenant.Site.Http.PostAsJsonAsync($"/api/shop/{tenant.Id}/abandoned-carts", body, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var cart = Assert.Single(await tenant.ListCartsAsync());
        Assert.Equal(("c-1", tenant.SiteId.ToString(), "ada@example.org", "+32470123456", "Ada"), (cart.CartToken, cart.SiteId, cart.Email, cart.Phone, cart.Name));
        Assert.Equal(("EUR", 4500, occurredAt), (cart.CurrencyCode, cart.TotalMinor, cart.ActivityTime.ToString().Trim('"')));
        Assert.Equal(new CartItem { ProductId = "17", Name = "Pralines \"puur\" é", Quantity = 2, PriceMinor = 2250 }, Assert.Single(cart.Items));
        Assert.NotEqual("", cart.ContactId);
    }

    [Fact]
    public async Task The_first_report_answers_an_active_cart_and_the_owner_reads_the_same()
    {
        var tenant = await server.NewTenantAsync();

        var reported = await tenant.ReportAsync(Cart());

        Assert.Equal((CartState.Active, "", ""), (reported.State, reported.ContactId, reported.OrderId));
        Assert.Null(reported.AbandonTime);
        Assert.Null(reported.CloseTime);
        Assert.Equal(reported, await tenant.GetCartAsync(reported.Id));
    }

    [Fact]
    public async Task A_newer_report_replaces_the_cart_and_an_older_or_repeated_one_changes_nothing()
    {
        var tenant = await server.NewTenantAsync();
        var now = DateTimeOffset.UtcNow;
        await tenant.ReportAsync(Cart(at: now.AddMinutes(-3), totalMinor: 100));

        var newer = await tenant.ReportAsync(Cart(at: now.AddMinutes(-1), totalMinor: 300));

        Assert.Equal(300, newer.TotalMinor);
        Assert.Equal(newer, await tenant.ReportAsync(Cart(at: now.AddMinutes(-2), totalMinor: 200)));
        Assert.Equal(newer, await tenant.ReportAsync(Cart(at: now.AddMinutes(-1), totalMinor: 999)));
        Assert.Equal(newer, Assert.Single(await tenant.ListCartsAsync()));
    }

    [Fact]
    public async Task A_time_finer_than_a_microsecond_is_not_newer_when_it_is_repeated()
    {
        var tenant = await server.NewTenantAsync();
        var request = Cart(totalMinor: 100);
        request.OccurredAt = new Timestamp { Seconds = DateTimeOffset.UtcNow.ToUnixTimeSeconds() - 60, Nanos = 123_456_789 };
        var first = await tenant.ReportAsync(request.Clone());

        request.TotalMinor = 200;

        Assert.Equal(first, await tenant.ReportAsync(request));
    }

    [Fact]
    public async Task A_clock_that_runs_ahead_counts_as_the_time_of_arrival()
    {
        var tenant = await server.NewTenantAsync();

        var ahead = await tenant.ReportAsync(Cart("ahead", DateTimeOffset.UtcNow.AddDays(2)));
        var unsaid = await tenant.ReportAsync(Cart("unsaid"));

        Assert.All([ahead, unsaid], cart => Assert.InRange(cart.ActivityTime.ToDateTimeOffset(), DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow));
    }

    [Fact]
    public async Task An_emptied_cart_is_cleared_and_shows_what_it_held()
    {
        var tenant = await server.NewTenantAsync();
        await tenant.ReportAsync(Cart(at: DateTimeOffset.UtcNow.AddMinutes(-2)));

        var cleared = await tenant.ReportAsync(new() { CartToken = "c-1", CurrencyCode = "EUR" });

        Assert.Equal((CartState.Cleared, 4500), (cleared.State, cleared.TotalMinor));
        Assert.Single(cleared.Items);
        Assert.Equal(cleared.ActivityTime, cleared.CloseTime);
    }

    [Fact]
    public async Task An_order_closes_the_cart_and_filling_it_again_opens_it()
    {
        var tenant = await server.NewTenantAsync();
        var now = DateTimeOffset.UtcNow;
        await tenant.ReportAsync(Cart(at: now.AddMinutes(-9)));

        var ordered = await tenant.ReportAsync(Cart(at: now.AddMinutes(-8), order: "1001"));
        Assert.Equal((CartState.Ordered, "1001", ordered.ActivityTime), (ordered.State, ordered.OrderId, ordered.CloseTime));

        var emptiedByTheShop = await tenant.ReportAsync(new() { CartToken = "c-1", CurrencyCode = "EUR", OccurredAt = Timestamp.FromDateTimeOffset(now.AddMinutes(-7)) });
        Assert.Equal((CartState.Ordered, "1001"), (emptiedByTheShop.State, emptiedByTheShop.OrderId));

        var again = await tenant.ReportAsync(Cart(at: now.AddMinutes(-6)));
        Assert.Equal((CartState.Active, ""), (again.State, again.OrderId));
        Assert.Null(again.CloseTime);
    }

    [Fact]
    public async Task A_bad_report_names_every_field_that_is_wrong()
    {
        var tenant = await server.NewTenantAsync();
        var request = new ReportCartRequest
        {
            CustomerId = new string('1', 65),
            Email = "nobody",
            Phone = new string('1', 41),
            Name = new string('a', 201),
            CurrencyCode = "eur",
            TotalMinor = -1,
            Items = { new CartItem { ProductId = "1", Name = "x", Quantity = 1 }, new CartItem { Quantity = 0, PriceMinor = -1 } },
            OrderId = new string('1', 65),
            OccurredAt = new Timestamp { Seconds = 0 },
        };

        var refused = await Assert.ThrowsAsync<RpcException>(() => tenant.ReportAsync(request));

        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        Assert.Equal(
            [
                "cart_token", "customer_id", "email", "phone", "name", "currency_code", "total_minor", "order_id", "occurred_at",
                "items[1].product_id", "items[1].name", "items[1].quantity", "items[1].price_minor",
            ],
            refused.Fields());
    }

    [Fact]
    public async Task A_bad_report_over_json_names_its_fields_too()
    {
        var tenant = await server.NewTenantAsync();

        var response = await tenant.Site.Http.PostAsJsonAsync(
            $"/api/shop/{tenant.Id}/abandoned-carts", new { email = "nobody", currency_code = "EUR" }, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var error = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        var fields = error.GetProperty("details").EnumerateArray()
            .Single(detail => detail.TryGetProperty("field_violations", out _)).GetProperty("field_violations").EnumerateArray()
            .Select(violation => violation.GetProperty("field").GetString());
        Assert.Equal(["cart_token", "email"], fields);
    }

    [Fact]
    public async Task A_cart_holds_at_most_200_lines()
    {
        var tenant = await server.NewTenantAsync();
        var request = Cart();
        request.Items.Clear();
        for (var line = 1; line <= 200; line++)
            request.Items.Add(new CartItem { ProductId = new string('7', 64), Name = new string('é', 200), Quantity = 100_000, PriceMinor = long.MaxValue });

        Assert.Equal(request.Items, (await tenant.ReportAsync(request)).Items);

        request.Items.Add(request.Items[0].Clone());
        var refused = await Assert.ThrowsAsync<RpcException>(() => tenant.ReportAsync(request));
        Assert.Equal(["items"], refused.Fields());
    }

    [Fact]
    public async Task A_phone_that_cannot_be_read_is_kept_as_typed()
    {
        var tenant = await server.NewTenantAsync();
        var request = Cart();
        request.Phone = " bel de buren ";

        var cart = await tenant.ReportAsync(request);

        Assert.Equal(("bel de buren", ""), (cart.Phone, cart.ContactId));
    }

    [Fact]
    public async Task A_site_cannot_report_for_another_tenant()
    {
        var (mine, theirs) = (await server.NewTenantAsync(), await server.NewTenantAsync());
        var request = Cart();
        request.TenantId = theirs.Id;

        var denied = await Assert.ThrowsAsync<RpcException>(() => new Client(mine.Site.Grpc).ReportCartAsync(request).ResponseAsync);

        Assert.Equal(StatusCode.PermissionDenied, denied.StatusCode);
        Assert.Empty(await theirs.ListCartsAsync());
    }

    [Fact]
    public async Task A_tenant_without_the_shop_in_its_plan_is_refused()
    {
        var tenant = await server.NewTenantAsync(Plan.Tiny);

        var refused = await Assert.ThrowsAsync<RpcException>(() => tenant.ReportAsync(Cart()));

        Assert.Equal(StatusCode.FailedPrecondition, refused.StatusCode);
        Assert.Equal("PLAN_REQUIRED", refused.Reason());
    }

    [Fact]
    public async Task Only_sites_report()
    {
        var tenant = await server.NewTenantAsync();

        var denied = await Assert.ThrowsAsync<RpcException>(() => new Client(tenant.Owner.Grpc).ReportCartAsync(Cart()).ResponseAsync);

        Assert.Equal(StatusCode.PermissionDenied, denied.StatusCode);
    }
}
