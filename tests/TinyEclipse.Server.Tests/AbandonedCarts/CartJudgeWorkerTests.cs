using System.Diagnostics;
using TinyEclipse.Shop.V1;
using static TinyEclipse.Server.Tests.AbandonedCarts.CartCalls;

namespace TinyEclipse.Server.Tests.AbandonedCarts;

public sealed class CartJudgeWorkerTests(TestServer tests)
{
    [Fact]
    public async Task A_running_server_judges_within_seconds_of_the_time()
    {
        var clock = new TestClock(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
        await using var server = await TestServer.StartAsync(await tests.NewDatabaseAsync(), clock);
        var tenant = await server.NewTenantAsync();
        var cart = await tenant.ReportAsync(Cart());

        clock.Advance(TimeSpan.FromMinutes(60));
        var waited = Stopwatch.StartNew();
        await Eventually.HoldsAsync(async () => (await tenant.GetCartAsync(cart.Id)).State == CartState.Abandoned);

        Assert.InRange(waited.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }
}
