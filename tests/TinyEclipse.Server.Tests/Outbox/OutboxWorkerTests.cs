using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using TinyEclipse.Notifications.V1;
using TinyEclipse.Server.Database;
using TinyEclipse.Server.Outbox;
using TinyEclipse.Server.Tests.Notifications;

namespace TinyEclipse.Server.Tests.Outbox;

public sealed class OutboxWorkerTests(TestServer tests)
{
    [Fact]
    public async Task Two_servers_deliver_each_message_once()
    {
        var database = await tests.NewDatabaseAsync();
        await using var pushes = await TestPushService.StartAsync();
        await using var silent = await TestServer.StartAsync(database, configure: WithoutWorker);
        var shop = new PushShop(await silent.NewTenantAsync(), pushes);
        var devices = new List<TestDevice>();
        for (var number = 0; number < 10; number++)
            devices.Add(await shop.SubscribeAsync());
        for (var time = 0; time < 12; time++)
            await shop.SendTestAsync();

        await using var first = await TestServer.StartAsync(database, settings: PushServer.Impatient);
        await using var second = await TestServer.StartAsync(database, settings: PushServer.Impatient);

        await Eventually.HoldsAsync(async () => await CountAsync(shop, OutboxState.Pending) == 0);
        Assert.Equal(120, await CountAsync(shop, OutboxState.Delivered));
        Assert.All(devices, device => Assert.Equal(12, device.ReceivedCount));
    }

    [Fact]
    public async Task A_server_that_dies_after_sending_is_followed_by_another_whose_push_replaces_the_first()
    {
        var database = await tests.NewDatabaseAsync();
        await using var pushes = await TestPushService.StartAsync();
        await using var dying = await TestServer.StartAsync(database, settings: PushServer.Impatient, configure: WithoutWorker);
        var shop = new PushShop(await dying.NewTenantAsync(), pushes);
        var device = await shop.SubscribeAsync();
        await shop.SendTestAsync();

        // As far as a worker comes when it is killed after the answer of the push service.
        var leaseEnd = DateTimeOffset.UtcNow.AddSeconds(1);
        var item = Assert.Single(await dying.Services.GetRequiredService<OutboxStore>()
            .ClaimAcrossTenantsAsync([], atMost: 10, leaseEnd, TestContext.Current.CancellationToken));
        var attempt = await dying.Services.GetRequiredService<OutboxChannel>().TryAsync(item, TestContext.Current.CancellationToken);
        Assert.IsType<OutboxAnswer.Delivered>(attempt.Answer);

        await using var next = await TestServer.StartAsync(database, settings: PushServer.Impatient);
        var (first, second) = (await device.NextAsync(), await device.NextAsync());

        Assert.True(second.At >= leaseEnd.UtcDateTime);
        Assert.Equal((first.Topic, first.Text("id"), first.Text("tag")), (second.Topic, second.Text("id"), second.Text("tag")));
        Assert.Equal(2, (await shop.MessageAsync(OutboxState.Delivered)).AttemptCount);
    }

    [Fact]
    public async Task A_try_that_outlives_its_lease_does_not_undo_what_came_after()
    {
        var database = await tests.NewDatabaseAsync();
        await using var pushes = await TestPushService.StartAsync();
        await using var server = await TestServer.StartAsync(database, configure: WithoutWorker);
        var shop = new PushShop(await server.NewTenantAsync(), pushes);
        await shop.SubscribeAsync();
        await shop.SendTestAsync();
        var outbox = server.Services.GetRequiredService<OutboxStore>();
        var slow = Assert.Single(await outbox.ClaimAcrossTenantsAsync([], 10, DateTimeOffset.UtcNow, TestContext.Current.CancellationToken));
        var next = Assert.Single(await outbox.ClaimAcrossTenantsAsync([], 10, DateTimeOffset.UtcNow.AddMinutes(1), TestContext.Current.CancellationToken));

        Assert.False(await RecordAsync(shop, slow, OutboxState.Dead));
        Assert.Equal(OutboxState.Pending, (await shop.MessagesAsync()).Single().State);
        Assert.True(await RecordAsync(shop, next, OutboxState.Delivered));
        Assert.False(await RecordAsync(shop, slow, OutboxState.Delivered)); // once is enough
    }

    [Fact]
    public async Task A_tenant_with_dead_devices_does_not_hold_up_the_others()
    {
        var settings = new Dictionary<string, string?>(PushServer.Impatient)
        {
            ["Outbox:Parallelism"] = "8",
            ["Outbox:ParallelismPerTenant"] = "2",
            ["Push:TimeoutSeconds"] = "20",
        };
        await using var pushes = await TestPushService.StartAsync();
        await using var server = await TestServer.StartAsync(await tests.NewDatabaseAsync(), settings: settings);
        var (stuck, other) = (new PushShop(await server.NewTenantAsync(), pushes), new PushShop(await server.NewTenantAsync(), pushes));
        var hanging = await stuck.SubscribeAsync();
        for (var time = 0; time < 20; time++)
        {
            hanging.Hanging();
            await stuck.SendTestAsync();
        }
        await hanging.NextAsync();

        var device = await other.SubscribeAsync();
        await other.SendTestAsync();

        await device.NextAsync();
        Assert.InRange(hanging.ReceivedCount, 1, 2);
    }

    [Fact]
    public async Task A_tenant_never_has_more_on_its_way_than_its_share()
    {
        var settings = new Dictionary<string, string?>(PushServer.Impatient) { ["Outbox:ParallelismPerTenant"] = "3", ["Push:TimeoutSeconds"] = "20" };
        await using var pushes = await TestPushService.StartAsync();
        await using var server = await TestServer.StartAsync(await tests.NewDatabaseAsync(), settings: settings);
        var (stuck, other) = (new PushShop(await server.NewTenantAsync(), pushes), new PushShop(await server.NewTenantAsync(), pushes));
        var first = (await stuck.SubscribeAsync()).Hanging();
        await stuck.SendTestAsync();
        await first.NextAsync();
        TestDevice[] devices = [first.Hanging(), .. await Task.WhenAll(Enumerable.Range(0, 5).Select(async _ => (await stuck.SubscribeAsync()).Hanging()))];

        await stuck.SendTestAsync(); // to six devices, while one is on its way
        var device = await other.SubscribeAsync();
        for (var time = 0; time < 5; time++)
        {
            await other.SendTestAsync();
            await device.NextAsync();
        }

        Assert.InRange(devices.Sum(hanging => hanging.ReceivedCount), 2, 3);
    }

    [Fact]
    public async Task A_server_that_stops_gives_back_what_it_could_not_finish()
    {
        var database = await tests.NewDatabaseAsync();
        await using var pushes = await TestPushService.StartAsync();
        var settings = new Dictionary<string, string?>(PushServer.Impatient) { ["Push:TimeoutSeconds"] = "20", ["Outbox:LeaseSeconds"] = "3600" };
        var stopping = await TestServer.StartAsync(database, settings: settings);
        await using var staying = await TestServer.StartAsync(database, configure: WithoutWorker);
        var shop = new PushShop(await staying.NewTenantAsync(), pushes);
        var device = (await shop.SubscribeAsync()).Hanging();
        await shop.SendTestAsync();
        await device.NextAsync();

        var since = TimeProvider.System.GetTimestamp();
        await stopping.DisposeAsync();

        Assert.InRange(TimeProvider.System.GetElapsedTime(since).TotalSeconds, 0, 6);
        await using var next = await TestServer.StartAsync(database, settings: settings);
        await device.NextAsync();
        await shop.MessageAsync(OutboxState.Delivered);
    }

    private static void WithoutWorker(WebApplicationBuilder builder) =>
        builder.Services.Remove(builder.Services.Single(service => service.ImplementationType == typeof(OutboxWorker)));

    private static async Task<int> CountAsync(PushShop shop, OutboxState state) =>
        (await shop.Outbox().ListOutboxMessagesAsync(new() { TenantId = shop.Tenant.Id, State = state, PageSize = 200 })).Messages.Count;

    private static async Task<bool> RecordAsync(PushShop shop, OutboxItem item, OutboxState state)
    {
        var services = shop.Tenant.Server.Services;
        await using var transaction = await services.GetRequiredService<TenantDatabase>().BeginAsync(item.Tenant, CancellationToken.None);
        var recorded = await services.GetRequiredService<OutboxStore>()
            .RecordAsync(transaction, item, new OutboxDecision(state, "", DateTime.UtcNow), CancellationToken.None);
        await transaction.CommitAsync(CancellationToken.None);
        return recorded;
    }
}
