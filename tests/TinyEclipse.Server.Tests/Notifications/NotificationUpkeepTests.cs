using Microsoft.Extensions.DependencyInjection;
using TinyEclipse.Notifications.V1;
using TinyEclipse.Server.Features.Notifications;
using TinyEclipse.Server.Outbox;

namespace TinyEclipse.Server.Tests.Notifications;

public sealed class NotificationUpkeepTests(TestServer tests)
{
    [Fact]
    public async Task What_was_closed_goes_after_a_month_and_what_people_were_told_after_three()
    {
        var clock = new TestClock(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));
        await using var pushes = await TestPushService.StartAsync();
        await using var server = await TestServer.StartAsync(await tests.NewDatabaseAsync(), clock, PushServer.Impatient);
        var shop = new PushShop(await server.NewTenantAsync(), pushes);
        await shop.SubscribeAsync();
        for (var cart = 1; cart <= 5; cart++) // the last two under a summary, which is still waiting
            await shop.AbandonCartAsync();
        await Eventually.HoldsAsync(async () => (await shop.MessagesAsync(OutboxState.Delivered)).Count == 3);

        foreach (var (days, messages, notifications) in new[] { (29, 4, 5), (31, 1, 5), (89, 1, 5), (91, 1, 0) })
        {
            await shop.ExecuteAsync("update outbox_messages set next_attempt_at = '2030-01-01' where state = 1");
            clock.Advance(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero).AddDays(days) - clock.GetUtcNow());
            await server.Services.GetRequiredService<OutboxStore>().DeleteOldAcrossTenantsAsync(CancellationToken.None);
            await server.Services.GetRequiredService<NotificationStore>().DeleteOldAcrossTenantsAsync(CancellationToken.None);

            Assert.Equal(messages, (await shop.MessagesAsync()).Count);
            Assert.Equal(notifications, (await shop.Notifications().ListNotificationsAsync(new() { TenantId = shop.Tenant.Id })).Notifications.Count);
        }
    }
}
