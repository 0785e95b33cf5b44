using System.Net;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using TinyEclipse.Notifications.V1;
using TinyEclipse.Rpc.V1;
using TinyEclipse.Server.Features.Tenants;
using TinyEclipse.Tenants.V1;

namespace TinyEclipse.Server.Tests.Notifications;

public sealed class PushDroppedTests(PushServer push) : IClassFixture<PushServer>
{
    [Fact]
    public async Task A_push_on_its_way_is_dropped_when_the_plan_no_longer_holds_it()
    {
        var shop = await push.NewShopAsync();
        (await shop.SubscribeAsync()).Answering(HttpStatusCode.ServiceUnavailable, retryAfter: "3");
        await shop.SendTestAsync();
        await shop.MessageAsync(message => message.LastError.Length > 0);

        await push.Server.Services.GetRequiredService<TenantStore>().ChangePlanAcrossTenantsAsync(shop.Tenant.Tenant, Plan.Tiny, CancellationToken.None);

        await shop.MakeDueAsync();

        Assert.Equal("the plan has no pushes any more", (await shop.MessageAsync(OutboxState.Cancelled)).LastError);
    }

    [Fact]
    public async Task A_push_on_its_way_is_dropped_when_its_reader_or_device_has_gone()
    {
        var shop = await push.NewShopAsync();
        var viewer = await shop.Tenant.Server.NewPersonAsync(shop.Tenant.Tenant, Role.Viewer);
        foreach (var caller in new[] { shop.Tenant.Owner, viewer })
            (await shop.SubscribeAsync(caller)).Answering(HttpStatusCode.ServiceUnavailable, retryAfter: "3");
        await shop.AbandonCartAsync();
        await Eventually.HoldsAsync(async () => (await shop.MessagesAsync()).All(message => message.LastError.Length > 0));

        await shop.Subscriptions().DeletePushSubscriptionAsync(new()
        {
            TenantId = shop.Tenant.Id,
            PushSubscriptionId = Assert.Single(await shop.DevicesAsync()).Id,
        });
        var person = await new TinyEclipse.People.V1.PersonService.PersonServiceClient(viewer.Grpc).GetMeAsync(new());
        await push.ExecuteAsOwnerAsync($"delete from memberships where person_id = '{person.Id}'");
        await shop.MakeDueAsync();

        await Eventually.HoldsAsync(async () => (await shop.MessagesAsync(OutboxState.Cancelled)).Count == 2);
        Assert.Equal(
            ["the device or the notification is gone", "the person no longer belongs to the tenant"],
            (await shop.MessagesAsync()).Select(message => message.LastError).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_plan_without_pushes_tells_people_all_the_same()
    {
        var shop = await push.NewShopAsync(Plan.Tiny);

        Assert.Equal(1, await shop.AbandonCartAsync());

        Assert.Empty(await shop.MessagesAsync());
        Assert.Single((await shop.Notifications().ListNotificationsAsync(new() { TenantId = shop.Tenant.Id })).Notifications);
        var refused = await Assert.ThrowsAsync<RpcException>(() => shop.SendTestAsync());
        Assert.Equal((StatusCode.FailedPrecondition, "PLAN_REQUIRED"), (refused.StatusCode, refused.Reason()));
    }
}
