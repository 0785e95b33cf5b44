using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.DependencyInjection;
using TinyEclipse.Contacts.V1;
using TinyEclipse.Notifications.V1;
using TinyEclipse.Server.Database;
using TinyEclipse.Shop.V1;
using TinyEclipse.Sites.V1;
using TinyEclipse.Tenants.V1;
using static TinyEclipse.Server.Tests.AbandonedCarts.CartCalls;

namespace TinyEclipse.Server.Tests.AbandonedCarts;

public sealed class CartJudgeTests(JudgeServers servers) : IClassFixture<JudgeServers>
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task A_quiet_cart_becomes_idle_abandoned_and_lost_each_at_its_time()
    {
        var tenant = await servers.First.NewTenantAsync();
        var cart = await tenant.ReportAsync(Cart());

        await servers.PassAsync(TimeSpan.FromMinutes(14.9));
        Assert.Equal(cart, await tenant.GetCartAsync(cart.Id));

        await servers.PassAsync(TimeSpan.FromMinutes(0.1));
        Assert.Equal(CartState.Idle, (await tenant.GetCartAsync(cart.Id)).State);

        await servers.PassAsync(TimeSpan.FromMinutes(45));
        var abandoned = await tenant.GetCartAsync(cart.Id);
        Assert.Equal((CartState.Abandoned, Plus(cart.ActivityTime, Hour)), (abandoned.State, abandoned.AbandonTime));

        await servers.PassAsync(TimeSpan.FromDays(30));
        var lost = await tenant.GetCartAsync(cart.Id);
        Assert.Equal((CartState.Lost, abandoned.AbandonTime, Plus(abandoned.AbandonTime, TimeSpan.FromDays(30))), (lost.State, lost.AbandonTime, lost.CloseTime));
    }

    [Fact]
    public async Task An_abandoned_cart_is_told_once_by_two_judges()
    {
        var tenant = await servers.First.NewTenantAsync();
        for (var number = 1; number <= 40; number++)
            await tenant.ReportAsync(Cart($"c-{number}", email: $"ada{number}@example.org"));

        await servers.PassAsync(Hour);
        await servers.PassAsync(Hour);

        Assert.All(await tenant.ListCartsAsync(), cart => Assert.Equal(CartState.Abandoned, cart.State));
        foreach (var cart in await tenant.ListCartsAsync())
            Assert.Equal(["Winkelwagen verlaten", "Winkelwagen gestart"], (await JourneyAsync(tenant, cart.ContactId)).Select(entry => entry.Title));
        Assert.Equal(40, (await NotificationsAsync(tenant)).Count);
    }

    [Fact]
    public async Task A_judge_takes_any_number_of_carts()
    {
        var tenant = await servers.First.NewTenantAsync();
        await Task.WhenAll(Enumerable.Range(1, 410).Select(number => tenant.ReportAsync(Cart($"c-{number}"))));

        await servers.PassAsync(TimeSpan.FromMinutes(20));

        Assert.All(await tenant.ListCartsAsync(new() { PageSize = 200 }), cart => Assert.Equal(CartState.Idle, cart.State));
    }

    [Fact]
    public async Task A_cart_that_cannot_be_judged_does_not_hold_up_the_others()
    {
        var tenant = await servers.First.NewTenantAsync();
        var broken = await tenant.ReportAsync(Cart("broken"));
        for (var number = 1; number <= 3; number++)
            await tenant.ReportAsync(Cart($"c-{number}"));
        await ExecuteAsync(tenant, "update abandoned_carts set items = '7' where id = @id", Guid.Parse(broken.Id));

        await servers.PassAsync(Hour);
        Assert.Equal(3, (await NotificationsAsync(tenant)).Count);

        await ExecuteAsync(tenant, "update abandoned_carts set items = '[]' where id = @id", Guid.Parse(broken.Id));
        await servers.PassAsync(TimeSpan.FromMinutes(10));
        Assert.Equal(CartState.Abandoned, (await tenant.GetCartAsync(broken.Id)).State);
        Assert.Equal(4, (await NotificationsAsync(tenant)).Count);
    }

    [Fact]
    public async Task A_cart_that_is_left_again_is_told_again()
    {
        var tenant = await servers.First.NewTenantAsync();
        await tenant.ReportAsync(Cart());
        await servers.PassAsync(Hour);
        var active = await tenant.ReportAsync(Cart());
        Assert.Equal(CartState.Active, active.State);

        await servers.PassAsync(Hour);

        var again = await tenant.GetCartAsync(active.Id);
        Assert.Equal((CartState.Abandoned, Plus(active.ActivityTime, Hour)), (again.State, again.AbandonTime));
        Assert.Equal(2, (await NotificationsAsync(tenant)).Count);
    }

    [Fact]
    public async Task A_report_that_was_hours_under_way_is_abandoned_at_its_own_time()
    {
        var tenant = await servers.First.NewTenantAsync();
        var cart = await tenant.ReportAsync(Cart(at: servers.Clock.GetUtcNow().AddHours(-3)));

        await servers.PassAsync(TimeSpan.Zero);

        var abandoned = await tenant.GetCartAsync(cart.Id);
        Assert.Equal((CartState.Abandoned, Plus(cart.ActivityTime, Hour)), (abandoned.State, abandoned.AbandonTime));
    }

    [Fact]
    public async Task A_cart_that_was_lost_when_it_arrived_is_not_told()
    {
        var tenant = await servers.First.NewTenantAsync();
        var cart = await tenant.ReportAsync(Cart(at: servers.Clock.GetUtcNow().AddDays(-40)));

        await servers.PassAsync(TimeSpan.Zero);

        Assert.Equal(CartState.Lost, (await tenant.GetCartAsync(cart.Id)).State);
        Assert.Empty(await NotificationsAsync(tenant));
    }

    [Fact]
    public async Task A_cart_that_was_bought_or_emptied_is_not_told()
    {
        var tenant = await servers.First.NewTenantAsync();
        await tenant.ReportAsync(Cart("bought"));
        await tenant.ReportAsync(Cart("emptied"));
        servers.Clock.Advance(TimeSpan.FromMinutes(59));
        await tenant.ReportAsync(Cart("bought", order: "1001"));
        await tenant.ReportAsync(new() { CartToken = "emptied", CurrencyCode = "EUR" });

        await servers.PassAsync(TimeSpan.FromDays(2));

        Assert.Equal([CartState.Ordered, CartState.Cleared], (await tenant.ListCartsAsync()).Select(cart => cart.State).Order());
        Assert.Empty(await NotificationsAsync(tenant));
    }

    [Fact]
    public async Task A_cart_bought_after_it_was_abandoned_has_returned()
    {
        var tenant = await servers.First.NewTenantAsync();
        await tenant.ReportAsync(Cart("stays"));
        var cart = await tenant.ReportAsync(Cart(email: "ada@example.org"));
        await servers.PassAsync(Hour);

        var returned = await tenant.ReportAsync(Cart(order: "1001"));

        Assert.Equal((CartState.Returned, "1001"), (returned.State, returned.OrderId));
        Assert.Equal("Verlaten winkelwagen toch besteld", (await JourneyAsync(tenant, cart.ContactId))[0].Title);
        var stats = await new AbandonedCartService.AbandonedCartServiceClient(tenant.Owner.Grpc).GetAbandonedCartStatsAsync(
            new() { StartTime = cart.ActivityTime, EndTime = Plus(returned.ActivityTime, Hour) });
        Assert.Equal((2, 1, 0.5), (stats.AbandonedCount, stats.BoughtAfterCount, stats.BoughtAfterRate));
    }

    [Fact]
    public async Task A_purchase_that_is_heard_of_late_takes_the_abandonment_back()
    {
        var tenant = await servers.First.NewTenantAsync();
        var cart = await tenant.ReportAsync(Cart());
        await servers.PassAsync(Hour);

        var ordered = await tenant.ReportAsync(Cart(at: cart.ActivityTime.ToDateTimeOffset().AddMinutes(30), order: "1001"));

        Assert.Equal(CartState.Ordered, ordered.State);
        Assert.Null(ordered.AbandonTime);
    }

    [Fact]
    public async Task Nothing_is_told_of_a_staging_site()
    {
        var tenant = await servers.First.NewTenantAsync(environment: SiteEnvironment.Staging);
        var cart = await tenant.ReportAsync(Cart(email: "ada@example.org"));

        await servers.PassAsync(Hour);

        Assert.Equal(CartState.Suppressed, (await tenant.GetCartAsync(cart.Id)).State);
        Assert.Empty(await NotificationsAsync(tenant));
        Assert.Single(await JourneyAsync(tenant, cart.ContactId));
    }

    [Fact]
    public async Task Nothing_is_told_to_a_tenant_whose_plan_lost_the_shop()
    {
        var tenant = await servers.First.NewTenantAsync();
        var cart = await tenant.ReportAsync(Cart());
        var operators = await servers.First.NewOperatorAsync();
        await new TenantService.TenantServiceClient(operators.Grpc).ChangePlanAsync(new() { TenantId = tenant.Id, Plan = Plan.Tiny });

        await servers.PassAsync(Hour);

        Assert.Equal(CartState.Suppressed, (await tenant.GetCartAsync(cart.Id)).State);
        Assert.Empty(await NotificationsAsync(tenant));
    }

    [Fact]
    public async Task A_shopper_is_forgotten_after_90_days_and_one_without_a_contact_after_30()
    {
        var tenant = await servers.First.NewTenantAsync();
        var known = await tenant.ReportAsync(new(Cart("known", email: "ada@example.org")) { Name = "Ada", Phone = "0470123456", CustomerId = "7" });
        var unknown = await tenant.ReportAsync(new(Cart("unknown")) { Name = "Bob", Phone = "thuis" });

        await servers.PassAsync(TimeSpan.FromDays(30));
        Assert.Equal(("", ""), Person(await tenant.GetCartAsync(unknown.Id)));
        Assert.Equal(("Ada", "+32470123456"), Person(await tenant.GetCartAsync(known.Id)));

        await servers.PassAsync(TimeSpan.FromDays(60));
        var forgotten = await tenant.GetCartAsync(known.Id);
        Assert.Equal(("", ""), Person(forgotten));
        Assert.Equal(("", known.ContactId, 4500), (forgotten.Email, forgotten.ContactId, forgotten.TotalMinor));
    }

    private static (string Name, string Phone) Person(AbandonedCart cart) => (cart.Name, cart.Phone);

    private static async Task ExecuteAsync(TestTenant tenant, string sql, Guid id)
    {
        await using var transaction = await tenant.Server.Services.GetRequiredService<TenantDatabase>().BeginAsync(tenant.Tenant, CancellationToken.None);
        await transaction.ExecuteAsync(sql, new { id }, CancellationToken.None);
        await transaction.CommitAsync(CancellationToken.None);
    }

    private static Timestamp Plus(Timestamp time, TimeSpan span) => time + Duration.FromTimeSpan(span);

    private static async Task<IReadOnlyList<JourneyEntry>> JourneyAsync(TestTenant tenant, string contactId) =>
        (await new JourneyService.JourneyServiceClient(tenant.Owner.Grpc).ListJourneyEntriesAsync(new() { ContactId = contactId })).Entries;

    private static async Task<IReadOnlyList<Notification>> NotificationsAsync(TestTenant tenant) =>
        (await new NotificationService.NotificationServiceClient(tenant.Owner.Grpc).ListNotificationsAsync(new() { PageSize = 200 })).Notifications;
}
