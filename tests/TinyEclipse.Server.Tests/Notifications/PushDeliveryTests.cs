using System.Globalization;
using System.Net;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using TinyEclipse.Notifications.V1;
using TinyEclipse.Rpc.V1;
using TinyEclipse.Server.Database;
using TinyEclipse.Server.Features.Tenants;
using TinyEclipse.Tenants.V1;

namespace TinyEclipse.Server.Tests.Notifications;

public sealed class PushDeliveryTests(PushServer push) : IClassFixture<PushServer>
{
    [Fact]
    public async Task A_test_push_arrives_encrypted_and_signed()
    {
        var shop = await push.NewShopAsync();
        var device = await shop.SubscribeAsync(name: "iPhone van An");

        var sent = await shop.SendTestAsync();

        var received = await device.NextAsync();
        Assert.Equal(1, sent.DeviceCount);
        Assert.Equal(sent.NotificationId, received.Text("id"));
        Assert.Equal(("test", "Testmelding", "Meldingen werken op dit toestel."), (received.Text("type"), received.Text("title"), received.Text("body")));
        Assert.Equal(("aes128gcm", "high"), (received.ContentEncoding, received.Urgency));
        Assert.InRange(int.Parse(received.TimeToLive, CultureInfo.InvariantCulture), 290, 300);
        Assert.InRange(received.Topic.Length, 1, 32);
        Assert.Equal(received.Topic, received.Text("tag"));

        var key = await shop.Subscriptions().GetPushKeyAsync(new());
        var claims = VapidTests.Verify(received.Authorization, key.PublicKey);
        Assert.Equal(push.Pushes.Address.GetLeftPart(UriPartial.Authority), claims.GetProperty("aud").GetString());
        Assert.Equal("mailto:hallo@example.be", claims.GetProperty("sub").GetString());
    }

    [Fact]
    public async Task What_was_delivered_shows_in_the_outbox_the_device_the_list_and_the_events()
    {
        var shop = await push.NewShopAsync();
        using var events = new EventService.EventServiceClient(shop.Tenant.Owner.Grpc).WatchEvents(new() { TenantId = shop.Tenant.Id });
        await events.ResponseHeadersAsync;
        await shop.SubscribeAsync(name: "iPhone van An");
        var sent = await shop.SendTestAsync();

        var message = await shop.MessageAsync(OutboxState.Delivered);
        Assert.Equal((OutboxKind.WebPush, 1, ""), (message.Kind, message.AttemptCount, message.LastError));
        Assert.Equal(push.Pushes.Address.Authority, message.Destination);
        Assert.Equal("Testmelding (iPhone van An)", message.Summary);
        Assert.NotNull(message.CloseTime);
        Assert.Null(message.NextAttemptTime);

        Assert.NotNull(Assert.Single(await shop.DevicesAsync()).LastSuccessTime);
        var listed = Assert.Single((await shop.Notifications().ListNotificationsAsync(new() { TenantId = shop.Tenant.Id })).Notifications);
        Assert.Equal((sent.NotificationId, NotificationPriority.High, "/meldingen"), (listed.Id, listed.Priority, listed.Path));

        Assert.True(await events.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
        Assert.Equal((EventType.PushDelivered, sent.NotificationId), (events.ResponseStream.Current.Type, events.ResponseStream.Current.SubjectId));
    }

    [Fact]
    public async Task Everybody_in_the_tenant_hears_of_an_abandoned_cart_once_on_each_device()
    {
        var shop = await push.NewShopAsync();
        var viewer = await shop.Tenant.Server.NewPersonAsync(shop.Tenant.Tenant, Role.Viewer);
        TestDevice[] devices = [await shop.SubscribeAsync(), await shop.SubscribeAsync(), await shop.SubscribeAsync(viewer)];
        var cart = Guid.NewGuid();

        Assert.Equal(2, await shop.AbandonCartAsync(cart));
        Assert.Equal(0, await shop.AbandonCartAsync(cart)); // judged twice

        foreach (var device in devices)
        {
            var received = await device.NextAsync();
            Assert.Equal(("Winkelwagen verlaten", "€ 45,00 door an@example.be"), (received.Text("title"), received.Text("body")));
            Assert.Equal(("abandoned_cart", $"/winkelwagens/{cart}"), (received.Text("type"), received.Text("path")));
            Assert.Equal($"https://portal.example.be/winkelwagens/{cart}", received.Payload.GetProperty("notification").GetProperty("navigate").GetString());
            Assert.Equal("normal", received.Urgency);
            Assert.InRange(int.Parse(received.TimeToLive, CultureInfo.InvariantCulture), 7190, 7200);
        }
        await Eventually.HoldsAsync(async () => (await shop.MessagesAsync(OutboxState.Delivered)).Count == 3);
        Assert.Equal([1, 1, 1], devices.Select(device => device.ReceivedCount));
        Assert.Equal(2, await shop.AbandonCartAsync(cart, DateTimeOffset.UnixEpoch.AddDays(1))); // left again another day: news for both
    }

    [Theory]
    [InlineData(HttpStatusCode.NotFound)]
    [InlineData(HttpStatusCode.Gone)]
    public async Task A_device_that_has_left_is_forgotten(HttpStatusCode status)
    {
        var shop = await push.NewShopAsync();
        (await shop.SubscribeAsync()).Answering(status);
        await shop.SendTestAsync();

        var message = await shop.MessageAsync(OutboxState.Dead);

        Assert.Equal($"the push service answered {(int)status}", message.LastError);
        Assert.Empty(await shop.DevicesAsync());
    }

    [Fact]
    public async Task A_push_that_is_given_up_is_an_event()
    {
        var shop = await push.NewShopAsync();
        using var events = new EventService.EventServiceClient(shop.Tenant.Owner.Grpc)
            .WatchEvents(new() { TenantId = shop.Tenant.Id, Types_ = { EventType.PushFailed } });
        await events.ResponseHeadersAsync;
        (await shop.SubscribeAsync()).Answering(HttpStatusCode.RequestEntityTooLarge, body: "too\nlong");

        await shop.SendTestAsync();

        Assert.True(await events.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
        Assert.Equal("push test to 127.0.0.1 was given up: the push service answered 413 too long", events.ResponseStream.Current.Summary);
    }

    [Fact]
    public async Task A_forbidden_push_is_given_up_and_its_device_kept_while_the_key_may_be_right()
    {
        var shop = await push.NewShopAsync();
        (await shop.SubscribeAsync()).Answering(HttpStatusCode.Forbidden, body: """{"reason":"BadJwtToken"}""");
        await shop.SendTestAsync();

        var message = await shop.MessageAsync(OutboxState.Dead);

        Assert.Equal("""the push service answered 403 {"reason":"BadJwtToken"}""", message.LastError);
        Assert.Single(await shop.DevicesAsync());
    }

    [Fact]
    public async Task A_forbidden_device_that_subscribed_with_another_key_is_forgotten()
    {
        var shop = await push.NewShopAsync();
        (await shop.SubscribeAsync()).Answering(HttpStatusCode.Forbidden);
        await shop.ExecuteAsync("update push_subscriptions set vapid_key = 'older'");
        await shop.SendTestAsync();

        await shop.MessageAsync(OutboxState.Dead);

        Assert.Empty(await shop.DevicesAsync());
    }

    [Fact]
    public async Task A_device_is_forgotten_after_three_malformed_pushes_in_a_row()
    {
        var shop = await push.NewShopAsync();
        var device = await shop.SubscribeAsync();
        for (var time = 1; time <= 3; time++)
        {
            Assert.Single(await shop.DevicesAsync());
            device.Answering(HttpStatusCode.BadRequest);
            await shop.SendTestAsync();
            await Eventually.HoldsAsync(async () => (await shop.MessagesAsync(OutboxState.Dead)).Count == time);
        }
        Assert.Empty(await shop.DevicesAsync());
    }

    [Fact]
    public async Task A_push_service_that_asks_for_time_gets_it()
    {
        var shop = await push.NewShopAsync();
        var device = (await shop.SubscribeAsync()).Answering(HttpStatusCode.TooManyRequests, retryAfter: "2");
        await shop.SendTestAsync();

        var (first, second) = (await device.NextAsync(), await device.NextAsync());

        Assert.InRange((second.At - first.At).TotalSeconds, 1.9, 15);
        Assert.Equal((first.Topic, first.Text("id"), first.Text("tag")), (second.Topic, second.Text("id"), second.Text("tag")));
        Assert.Equal(2, (await shop.MessageAsync(OutboxState.Delivered)).AttemptCount);
    }

    [Fact]
    public async Task A_push_service_that_fails_or_hangs_is_tried_again()
    {
        var shop = await push.NewShopAsync();
        var device = (await shop.SubscribeAsync()).Answering(HttpStatusCode.InternalServerError).Hanging();
        await shop.SendTestAsync();

        await device.NextAsync();
        var waiting = await shop.MessageAsync(message => message.LastError.Length > 0);
        Assert.Equal((OutboxState.Pending, "the push service answered 500"), (waiting.State, waiting.LastError));
        Assert.NotNull(waiting.NextAttemptTime);

        await device.NextAsync();
        await shop.MessageAsync(message => message.LastError == "the push service did not answer in time");
        await device.NextAsync();
        Assert.Equal(3, (await shop.MessageAsync(OutboxState.Delivered)).AttemptCount);
    }

    [Fact]
    public async Task A_push_service_that_is_away_is_tried_again()
    {
        var away = await TestPushService.StartAsync();
        var shop = new PushShop(await push.Server.NewTenantAsync(), away);
        await shop.SubscribeAsync();
        await away.DisposeAsync();

        await shop.SendTestAsync();

        var waiting = await shop.MessageAsync(message => message.LastError.Length > 0);
        Assert.Equal(OutboxState.Pending, waiting.State);
        Assert.StartsWith("the push service could not be reached", waiting.LastError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_push_service_cannot_send_the_server_elsewhere()
    {
        var shop = await push.NewShopAsync();
        var elsewhere = push.Pushes.NewDevice();
        (await shop.SubscribeAsync()).Answering(context =>
        {
            context.Response.StatusCode = StatusCodes.Status307TemporaryRedirect;
            context.Response.Headers.Location = elsewhere.Endpoint.AbsoluteUri;
            return Task.CompletedTask;
        });
        await shop.SendTestAsync();

        Assert.Equal("the push service answered 307", (await shop.MessageAsync(OutboxState.Dead)).LastError);
        Assert.Equal(0, elsewhere.ReceivedCount);
    }

    [Fact]
    public async Task A_push_on_its_way_is_dropped_when_the_plan_no_longer_holds_it()
    {
        var shop = await push.NewShopAsync();
        (await shop.SubscribeAsync()).Answering(HttpStatusCode.ServiceUnavailable, retryAfter: "1");
        await shop.SendTestAsync();
        await shop.MessageAsync(message => message.LastError.Length > 0);

        await push.Server.Services.GetRequiredService<TenantStore>().ChangePlanAcrossTenantsAsync(shop.Tenant.Tenant, Plan.Tiny, CancellationToken.None);

        Assert.Equal("the plan has no pushes any more", (await shop.MessageAsync(OutboxState.Cancelled)).LastError);
    }

    [Fact]
    public async Task A_push_on_its_way_is_dropped_when_its_reader_or_device_has_gone()
    {
        var shop = await push.NewShopAsync();
        var viewer = await shop.Tenant.Server.NewPersonAsync(shop.Tenant.Tenant, Role.Viewer);
        foreach (var caller in new[] { shop.Tenant.Owner, viewer })
            (await shop.SubscribeAsync(caller)).Answering(HttpStatusCode.ServiceUnavailable, retryAfter: "1");
        await shop.AbandonCartAsync();
        await Eventually.HoldsAsync(async () => (await shop.MessagesAsync()).All(message => message.LastError.Length > 0));

        await shop.Subscriptions().DeletePushSubscriptionAsync(new()
        {
            TenantId = shop.Tenant.Id,
            PushSubscriptionId = Assert.Single(await shop.DevicesAsync()).Id,
        });
        var person = await new TinyEclipse.People.V1.PersonService.PersonServiceClient(viewer.Grpc).GetMeAsync(new());
        await using (var transaction = await push.Server.Services.GetRequiredService<TenantDatabase>().BeginAcrossTenantsAsync(CancellationToken.None))
        {
            await transaction.ExecuteAsync("delete from memberships where person_id = @id", new { id = Guid.Parse(person.Id) }, CancellationToken.None);
            await transaction.CommitAsync(CancellationToken.None);
        }

        await Eventually.HoldsAsync(async () => (await shop.MessagesAsync(OutboxState.Cancelled)).Count == 2);
        Assert.Equal(
            ["the device is gone", "the person no longer belongs to the tenant"],
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
