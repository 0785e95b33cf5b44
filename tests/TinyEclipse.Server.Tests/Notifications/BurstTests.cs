using TinyEclipse.Notifications.V1;

namespace TinyEclipse.Server.Tests.Notifications;

public sealed class BurstTests(TestServer tests)
{
    [Fact]
    public async Task More_than_three_of_a_type_within_five_minutes_become_one()
    {
        var clock = new TestClock(new DateTimeOffset(2026, 1, 1, 12, 1, 0, TimeSpan.Zero));
        await using var pushes = await TestPushService.StartAsync();
        await using var server = await TestServer.StartAsync(await tests.NewDatabaseAsync(), clock, PushServer.Impatient);
        var shop = new PushShop(await server.NewTenantAsync(), pushes);
        var device = await shop.SubscribeAsync();

        for (var cart = 1; cart <= 6; cart++)
            Assert.Equal(1, await shop.AbandonCartAsync());

        for (var single = 1; single <= 3; single++)
            Assert.Equal("€ 45,00 door an@example.be", (await device.NextAsync()).Text("body"));
        await Eventually.HoldsAsync(async () => (await shop.MessagesAsync(OutboxState.Delivered)).Count == 3);
        var waiting = Assert.Single(await shop.MessagesAsync(OutboxState.Pending));
        Assert.Equal(new DateTime(2026, 1, 1, 12, 5, 0), waiting.NextAttemptTime.ToDateTime());

        clock.Advance(TimeSpan.FromMinutes(4));
        var summary = await device.NextAsync();
        Assert.Equal(
            ("Winkelwagen verlaten", "Nog 3 winkelwagens in de laatste minuten", "/winkelwagens"),
            (summary.Text("title"), summary.Text("body"), summary.Text("path")));

        // The list has each of them, and no summary.
        var listed = (await shop.Notifications().ListNotificationsAsync(new() { TenantId = shop.Tenant.Id })).Notifications;
        Assert.Equal(6, listed.Count);
        Assert.All(listed, notification => Assert.Equal("€ 45,00 door an@example.be", notification.Body));

        clock.Advance(TimeSpan.FromMinutes(5));
        await shop.AbandonCartAsync();
        Assert.Equal("€ 45,00 door an@example.be", (await device.NextAsync()).Text("body")); // calm again
    }

    [Fact]
    public async Task Many_at_once_are_as_many_one_by_one()
    {
        var clock = new TestClock(new DateTimeOffset(2026, 1, 1, 12, 1, 0, TimeSpan.Zero));
        await using var pushes = await TestPushService.StartAsync();
        await using var server = await TestServer.StartAsync(await tests.NewDatabaseAsync(), clock, PushServer.Impatient);
        var shop = new PushShop(await server.NewTenantAsync(), pushes);
        var (device, second) = (await shop.SubscribeAsync(), await shop.SubscribeAsync());

        Assert.Equal(1, await shop.AbandonCartAsync());
        Assert.Equal(200, await shop.AbandonCartsAsync(200));

        await Eventually.HoldsAsync(async () => (await shop.MessagesAsync(OutboxState.Delivered)).Count == 6); // three for each device
        Assert.Equal(2, (await shop.MessagesAsync(OutboxState.Pending)).Count);
        string[] pushed = [(await device.NextAsync()).Text("body"), (await device.NextAsync()).Text("body"), (await device.NextAsync()).Text("body")];
        Assert.Equal(["€ 1,00 door an@example.be", "€ 2,00 door an@example.be", "€ 45,00 door an@example.be"], pushed.Order(StringComparer.Ordinal));

        clock.Advance(TimeSpan.FromMinutes(4));
        Assert.Equal("Nog 198 winkelwagens in de laatste minuten", (await device.NextAsync()).Text("body"));
        await Eventually.HoldsAsync(() => Task.FromResult(second.ReceivedCount == 4));
    }
}
