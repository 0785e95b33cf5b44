using System.Globalization;
using TinyEclipse.Notifications.V1;
using TinyEclipse.Rpc.V1;

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
}
