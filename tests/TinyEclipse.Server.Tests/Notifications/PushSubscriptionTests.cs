using Google.Protobuf;
using Grpc.Core;
using TinyEclipse.Notifications.V1;
using TinyEclipse.Rpc.V1;
using TinyEclipse.Tenants.V1;

namespace TinyEclipse.Server.Tests.Notifications;

public sealed class PushSubscriptionTests(PushServer push) : IClassFixture<PushServer>
{
    [Fact]
    public async Task A_device_is_listed_without_the_secrets_of_its_address()
    {
        var shop = await push.NewShopAsync();
        await shop.SubscribeAsync(name: "iPhone van An");

        var device = Assert.Single(await shop.DevicesAsync());

        Assert.Equal(("iPhone van An", push.Pushes.Address.GetLeftPart(UriPartial.Authority)), (device.DeviceName, device.Endpoint));
        Assert.True(device.P256Dh.IsEmpty && device.Auth.IsEmpty);
        Assert.Null(device.LastSuccessTime);
    }

    [Fact]
    public async Task Subscribing_again_renews_the_device()
    {
        var shop = await push.NewShopAsync();
        var device = push.Pushes.NewDevice();

        var first = await CreateAsync(shop, device.Subscription("old name"));
        var second = await CreateAsync(shop, device.Subscription("new name"));

        Assert.Equal((first.Id, "new name"), (second.Id, second.DeviceName));
        Assert.Single(await shop.DevicesAsync());
    }

    [Fact]
    public async Task A_device_that_somebody_else_signs_in_on_is_theirs()
    {
        var shop = await push.NewShopAsync();
        var colleague = await shop.Tenant.Server.NewPersonAsync(shop.Tenant.Tenant, Role.Staff);
        var device = push.Pushes.NewDevice();
        await CreateAsync(shop, device.Subscription());

        await CreateAsync(shop, device.Subscription(), colleague);

        Assert.Empty(await shop.DevicesAsync());
        Assert.Single(await shop.DevicesAsync(colleague));
    }

    [Fact]
    public async Task A_person_keeps_the_twenty_devices_that_were_last_of_use()
    {
        var shop = await push.NewShopAsync();
        var used = await shop.SubscribeAsync(name: "used");
        await shop.SendTestAsync();
        await used.NextAsync();
        await shop.MessageAsync(OutboxState.Delivered);

        for (var number = 1; number <= 20; number++)
            await shop.SubscribeAsync(name: $"{number}");

        var names = (await shop.DevicesAsync()).Select(device => device.DeviceName).ToList();
        Assert.Equal(20, names.Count);
        Assert.Contains("20", names);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not an address")]
    [InlineData("ftp://push.example.net/a")]
    [InlineData("https://somebody:secret@push.example.net/a")]
    public async Task A_bad_device_names_every_field_that_is_wrong(string endpoint)
    {
        var shop = await push.NewShopAsync();
        var bad = new PushSubscription
        {
            Endpoint = endpoint,
            P256Dh = ByteString.CopyFrom(new byte[65]),
            Auth = ByteString.CopyFrom(new byte[15]),
            DeviceName = new string('x', 101),
        };

        var refused = await Assert.ThrowsAsync<RpcException>(() => CreateAsync(shop, bad));

        Assert.Equal(
            ["push_subscription.endpoint", "push_subscription.p256dh", "push_subscription.auth", "push_subscription.device_name"], refused.Fields());
    }

    [Fact]
    public async Task A_server_in_earnest_takes_public_addresses_only_and_calls_no_other()
    {
        var settings = new Dictionary<string, string?>(PushServer.Impatient) { ["Push:AllowPrivateEndpoints"] = "false" };
        await using var server = await TestServer.StartAsync(await push.Tests.NewDatabaseAsync(), settings: settings);
        var shop = new PushShop(await server.NewTenantAsync(), push.Pushes);
        var device = push.Pushes.NewDevice();

        var refused = await Assert.ThrowsAsync<RpcException>(() => CreateAsync(shop, device.Subscription()));
        Assert.Equal(["push_subscription.endpoint"], refused.Fields());

        // A name may turn out to be anything; it is looked at when it is called.
        var draft = device.Subscription();
        draft.Endpoint = "https://localhost.example.invalid/push";
        await CreateAsync(shop, draft);
        await shop.SetEndpointsAsync(device.Endpoint);
        await shop.SendTestAsync();

        Assert.Equal("the push service's address is not public", (await shop.MessageAsync(OutboxState.Dead)).LastError);
        Assert.Equal(0, device.ReceivedCount);
    }

    [Fact]
    public async Task Devices_come_in_pages()
    {
        var shop = await push.NewShopAsync();
        foreach (var name in new[] { "1", "2", "3" })
            await shop.SubscribeAsync(name: name);

        var first = await shop.Subscriptions().ListPushSubscriptionsAsync(new() { TenantId = shop.Tenant.Id, PageSize = 2 });
        var second = await shop.Subscriptions().ListPushSubscriptionsAsync(
            new() { TenantId = shop.Tenant.Id, PageSize = 2, PageToken = first.NextPageToken });

        Assert.Equal(["3", "2", "1"], first.PushSubscriptions.Concat(second.PushSubscriptions).Select(device => device.DeviceName));
        Assert.Empty(second.NextPageToken);
    }

    [Fact]
    public async Task A_device_belongs_to_its_person_alone()
    {
        var shop = await push.NewShopAsync();
        var colleague = await shop.Tenant.Server.NewPersonAsync(shop.Tenant.Tenant, Role.Owner);
        var device = await CreateAsync(shop, push.Pushes.NewDevice().Subscription());

        Assert.Empty(await shop.DevicesAsync(colleague));
        var missing = await Assert.ThrowsAsync<RpcException>(() => DeleteAsync(shop, device.Id, colleague));
        Assert.Equal(StatusCode.NotFound, missing.StatusCode);

        await DeleteAsync(shop, device.Id);
        Assert.Empty(await shop.DevicesAsync());
    }

    [Fact]
    public async Task Another_tenant_is_refused()
    {
        var (mine, theirs) = (await push.NewShopAsync(), await push.NewShopAsync());
        var device = await CreateAsync(theirs, push.Pushes.NewDevice().Subscription());

        foreach (var call in new Func<Task>[]
        {
            () => theirs.SubscribeAsync(mine.Tenant.Owner),
            () => theirs.DevicesAsync(mine.Tenant.Owner),
            () => theirs.SendTestAsync(mine.Tenant.Owner),
            () => DeleteAsync(theirs, device.Id, mine.Tenant.Owner),
            () => theirs.SubscribeAsync(theirs.Tenant.Site), // nor does a site have devices
        })
        {
            var denied = await Assert.ThrowsAsync<RpcException>(call);
            Assert.Equal(StatusCode.PermissionDenied, denied.StatusCode);
        }
        var missing = await Assert.ThrowsAsync<RpcException>(() => DeleteAsync(mine, device.Id));
        Assert.Equal(StatusCode.NotFound, missing.StatusCode);
    }

    [Fact]
    public async Task A_test_push_without_a_device_says_so()
    {
        var shop = await push.NewShopAsync();

        var refused = await Assert.ThrowsAsync<RpcException>(() => shop.SendTestAsync());

        Assert.Equal((StatusCode.FailedPrecondition, "NO_PUSH_SUBSCRIPTION"), (refused.StatusCode, refused.Reason()));
        Assert.Empty((await shop.Notifications().ListNotificationsAsync(new() { TenantId = shop.Tenant.Id })).Notifications);
    }

    [Fact]
    public async Task A_plan_without_pushes_takes_no_devices()
    {
        var shop = await push.NewShopAsync(Plan.Tiny);

        var refused = await Assert.ThrowsAsync<RpcException>(() => shop.SubscribeAsync());

        Assert.Equal("PLAN_REQUIRED", refused.Reason());
    }

    [Fact]
    public async Task An_operator_of_no_tenant_hears_of_the_tenants_they_subscribe_in()
    {
        var (shop, other) = (await push.NewShopAsync(), await push.NewShopAsync());
        var agent = await push.Server.NewOperatorAsync();
        var device = await shop.SubscribeAsync(agent);

        Assert.Equal(2, await shop.AbandonCartAsync());
        Assert.Equal(1, await other.AbandonCartAsync());

        Assert.Equal("Winkelwagen verlaten", (await device.NextAsync()).Text("title"));
        Assert.Equal(1, device.ReceivedCount);
    }

    private static async Task<PushSubscription> CreateAsync(PushShop shop, PushSubscription draft, TestCaller? caller = null) =>
        await shop.Subscriptions(caller).CreatePushSubscriptionAsync(new() { TenantId = shop.Tenant.Id, PushSubscription = draft });

    private static async Task DeleteAsync(PushShop shop, string id, TestCaller? caller = null) =>
        await shop.Subscriptions(caller).DeletePushSubscriptionAsync(new() { TenantId = shop.Tenant.Id, PushSubscriptionId = id });
}
