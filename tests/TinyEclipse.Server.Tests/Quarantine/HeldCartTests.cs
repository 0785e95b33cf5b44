using TinyEclipse.Server.Tests.AbandonedCarts;
using TinyEclipse.Shop.V1;
using TinyEclipse.Sites.V1;

namespace TinyEclipse.Server.Tests.Quarantine;

public sealed class HeldCartTests(JudgeServers servers) : IClassFixture<JudgeServers>
{
    [Fact]
    public async Task Nothing_is_sent_for_a_held_site_and_nothing_is_lost()
    {
        var story = await CloneStory.NewAsync(await servers.First.NewTenantAsync());
        Assert.Equal("", await story.ReportAsync(CloneStory.Original));
        await story.BeatAsync(CloneStory.Stranger);
        await servers.PassAsync(TimeSpan.FromHours(2));
        Assert.Equal(CartState.Active, Assert.Single(await story.Tenant.ListCartsAsync()).State);
        Assert.Single(await story.NotificationsAsync()); // of the copy

        await story.ResolveAsync(QuarantineResolution.New);
        await servers.PassAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(CartState.Abandoned, Assert.Single(await story.Tenant.ListCartsAsync()).State);
        Assert.Equal(2, (await story.NotificationsAsync()).Count);
    }
}
