using Microsoft.Extensions.DependencyInjection;
using TinyEclipse.Notifications.V1;
using TinyEclipse.Server.Database;
using TinyEclipse.Server.Features.Notifications.WebPush;

namespace TinyEclipse.Server.Tests.Notifications;

/// <summary>Devices that servers of before kept in clear.</summary>
public sealed class FormerPushTargetTests(PushServer push) : IClassFixture<PushServer>
{
    [Fact]
    public async Task A_device_in_clear_is_sealed_and_still_gets_its_pushes()
    {
        var shop = await push.NewShopAsync();
        var device = await shop.SubscribeAsync(name: "Oude telefoon");
        await UnsealAsync(shop);

        await SealAsync(shop);

        Assert.Equal("Oude telefoon", Assert.Single(await shop.DevicesAsync()).DeviceName);
        await shop.SendTestAsync();
        await shop.MessageAsync(OutboxState.Delivered);
        Assert.Equal(1, device.ReceivedCount);
    }

    [Fact]
    public async Task A_device_that_subscribed_anew_at_a_server_of_before_is_still_one()
    {
        var shop = await push.NewShopAsync();
        var device = await shop.SubscribeAsync(name: "Eerst");
        await UnsealAsync(shop);
        var draft = device.Subscription("Daarna");
        await shop.Subscriptions().CreatePushSubscriptionAsync(new() { TenantId = shop.Tenant.Id, PushSubscription = draft });

        await SealAsync(shop);

        Assert.Single(await shop.DevicesAsync());
    }

    /// <summary>As is done every hour, since a server of before may still run beside.</summary>
    private static Task SealAsync(PushShop shop) =>
        shop.Tenant.Server.Services.GetServices<Chore>().Single(chore => chore.Name.StartsWith("seal devices", StringComparison.Ordinal)).RunAsync(CancellationToken.None);

    /// <summary>As servers of before kept it.</summary>
    private static async Task UnsealAsync(PushShop shop)
    {
        const string Sql = """
            update push_subscriptions
               set endpoint = @Endpoint, p256dh = @P256dh, auth = @Auth, endpoint_hash = null, push_service = null, target = null
            """;
        var services = shop.Tenant.Server.Services;
        var sealedTarget = await shop.QueryAsync<byte[]>("select target from push_subscriptions");
        var target = services.GetRequiredService<PushTargets>().Open(shop.Tenant.Tenant, sealedTarget);
        await shop.ExecuteAsync(Sql, new { Endpoint = target.Endpoint.AbsoluteUri, target.Keys.P256dh, target.Keys.Auth });
    }
}
