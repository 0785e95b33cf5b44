using System.Net;
using Grpc.Core;
using TinyEclipse.Notifications.V1;
using TinyEclipse.Rpc.V1;
using TinyEclipse.Server.Tests.Notifications;

namespace TinyEclipse.Server.Tests.Outbox;

public sealed class OutboxTests(PushServer push) : IClassFixture<PushServer>
{
    [Fact]
    public async Task What_was_given_up_can_be_tried_again()
    {
        var shop = await push.NewShopAsync();
        var device = (await shop.SubscribeAsync()).Answering(HttpStatusCode.Forbidden);
        await shop.SendTestAsync();
        var dead = await shop.MessageAsync(OutboxState.Dead);
        Assert.NotNull(dead.CloseTime);

        var retried = await RetryAsync(shop, dead.Id);

        Assert.Equal((OutboxState.Pending, 0), (retried.State, retried.AttemptCount));
        Assert.Null(retried.CloseTime);
        Assert.Equal((await device.NextAsync()).Topic, (await device.NextAsync()).Topic);
        await shop.MessageAsync(OutboxState.Delivered);
    }

    [Fact]
    public async Task Only_what_was_given_up_can_be_tried_again()
    {
        var shop = await push.NewShopAsync();
        await shop.SubscribeAsync();
        await shop.SendTestAsync();
        var delivered = await shop.MessageAsync(OutboxState.Delivered);

        var refused = await Assert.ThrowsAsync<RpcException>(() => RetryAsync(shop, delivered.Id));
        Assert.Equal((StatusCode.FailedPrecondition, "OUTBOX_MESSAGE_NOT_DEAD"), (refused.StatusCode, refused.Reason()));
        var missing = await Assert.ThrowsAsync<RpcException>(() => RetryAsync(shop, Guid.NewGuid().ToString()));
        Assert.Equal((StatusCode.NotFound, "RESOURCE_NOT_FOUND"), (missing.StatusCode, missing.Reason()));
        var malformed = await Assert.ThrowsAsync<RpcException>(() => RetryAsync(shop, "17"));
        Assert.Equal(["message_id"], malformed.Fields());
    }

    [Fact]
    public async Task A_message_that_fails_for_too_long_is_given_up()
    {
        var shop = await push.NewShopAsync();
        var device = await shop.SubscribeAsync();
        for (var time = 0; time < 10; time++)
            device.Answering(HttpStatusCode.BadGateway, retryAfter: "200");
        await shop.SendTestAsync(); // news for 300 s: the second try falls within, a third would not
        await shop.MessageAsync(message => message.LastError.Length > 0);

        await shop.ExecuteAsync("update outbox_messages set next_attempt_at = created_at, expires_at = created_at + interval '150 seconds'");

        var dead = await shop.MessageAsync(OutboxState.Dead);
        Assert.Equal((2, "the push service answered 502"), (dead.AttemptCount, dead.LastError));
    }

    [Theory]
    [InlineData("expires_at = created_at", "expired", 1)]
    [InlineData("attempt_count = 12", "tried too often", 12)] // as when each try brought a server down
    public async Task A_message_that_ran_out_of_time_or_tries_is_not_tried(string change, string error, int attempts)
    {
        var shop = await push.NewShopAsync();
        var device = (await shop.SubscribeAsync()).Answering(HttpStatusCode.BadGateway, retryAfter: "200");
        await shop.SendTestAsync();
        await shop.MessageAsync(message => message.LastError.Length > 0);
        await device.NextAsync();

        await shop.ExecuteAsync($"update outbox_messages set next_attempt_at = created_at, {change}");

        var dead = await shop.MessageAsync(OutboxState.Dead);
        Assert.Equal((error, attempts), (dead.LastError, dead.AttemptCount));
        Assert.NotNull(dead.CloseTime);
        Assert.Equal(1, device.ReceivedCount);
    }

    [Fact]
    public async Task Each_new_try_has_as_long_as_the_first()
    {
        var shop = await push.NewShopAsync();
        (await shop.SubscribeAsync()).Answering(HttpStatusCode.Forbidden).Answering(HttpStatusCode.Forbidden);
        await shop.SendTestAsync(); // news for 300 s
        for (var time = 0; time < 2; time++)
        {
            var dead = await shop.MessageAsync(OutboxState.Dead);
            // It lies there for a day: what it has then must not grow with its age.
            await shop.ExecuteAsync("update outbox_messages set created_at = created_at - interval '1 day'");
            await RetryAsync(shop, dead.Id);
        }
        var delivered = await shop.MessageAsync(OutboxState.Delivered);

        Assert.InRange(await shop.LatestExpiryAsync() - delivered.CloseTime.ToDateTime(), TimeSpan.FromSeconds(280), TimeSpan.FromSeconds(300));
    }

    [Fact]
    public async Task Messages_come_in_pages_and_by_state()
    {
        var shop = await push.NewShopAsync();
        var device = (await shop.SubscribeAsync()).Answering(HttpStatusCode.Forbidden);
        for (var time = 1; time <= 3; time++)
        {
            await shop.SendTestAsync();
            await Eventually.HoldsAsync(async () => (await shop.MessagesAsync()).Count(message => message.State != OutboxState.Pending) == time);
        }

        var first = await shop.Outbox().ListOutboxMessagesAsync(new() { TenantId = shop.Tenant.Id, PageSize = 2 });
        var second = await shop.Outbox().ListOutboxMessagesAsync(new() { TenantId = shop.Tenant.Id, PageSize = 2, PageToken = first.NextPageToken });

        Assert.Equal(
            [OutboxState.Delivered, OutboxState.Delivered, OutboxState.Dead],
            first.Messages.Concat(second.Messages).Select(message => message.State));
        Assert.Empty(second.NextPageToken);
        Assert.Equal(second.Messages.Single(), Assert.Single(await shop.MessagesAsync(OutboxState.Dead)));
        var refused = await Assert.ThrowsAsync<RpcException>(() => shop.MessagesAsync((OutboxState)99));
        Assert.Equal(["state"], refused.Fields());
    }

    [Fact]
    public async Task Another_tenant_and_a_mere_viewer_are_refused()
    {
        var (mine, theirs) = (await push.NewShopAsync(), await push.NewShopAsync());
        (await theirs.SubscribeAsync()).Answering(HttpStatusCode.Forbidden);
        await theirs.SendTestAsync();
        var dead = await theirs.MessageAsync(OutboxState.Dead);
        var viewer = await push.Server.NewPersonAsync(theirs.Tenant.Tenant, Role.Viewer);

        foreach (var caller in new[] { mine.Tenant.Owner, viewer, theirs.Tenant.Site })
        {
            var denied = await Assert.ThrowsAsync<RpcException>(() => RetryAsync(theirs, dead.Id, caller));
            Assert.Equal(StatusCode.PermissionDenied, denied.StatusCode);
            denied = await Assert.ThrowsAsync<RpcException>(() => theirs.Outbox(caller).ListOutboxMessagesAsync(new() { TenantId = theirs.Tenant.Id }).ResponseAsync);
            Assert.Equal(StatusCode.PermissionDenied, denied.StatusCode);
        }
        var missing = await Assert.ThrowsAsync<RpcException>(() => RetryAsync(mine, dead.Id));
        Assert.Equal(StatusCode.NotFound, missing.StatusCode);
        Assert.Empty(await mine.MessagesAsync());
    }

    private static async Task<OutboxMessage> RetryAsync(PushShop shop, string id, TestCaller? caller = null) =>
        await shop.Outbox(caller).RetryOutboxMessageAsync(new() { TenantId = shop.Tenant.Id, MessageId = id });
}
