using System.Net;
using Microsoft.AspNetCore.Http;
using TinyEclipse.Notifications.V1;

namespace TinyEclipse.Server.Tests.Notifications;

public sealed class PushRefusalTests(PushServer push) : IClassFixture<PushServer>
{
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
    public async Task Refusals_of_another_kind_do_not_count_among_the_malformed()
    {
        var shop = await push.NewShopAsync();
        var device = await shop.SubscribeAsync();
        foreach (var status in new[] { HttpStatusCode.Forbidden, HttpStatusCode.RequestEntityTooLarge, HttpStatusCode.BadRequest })
        {
            var dead = (await shop.MessagesAsync(OutboxState.Dead)).Count;
            device.Answering(status);
            await shop.SendTestAsync();
            await Eventually.HoldsAsync(async () => (await shop.MessagesAsync(OutboxState.Dead)).Count == dead + 1);
        }
        Assert.Single(await shop.DevicesAsync());
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
}
