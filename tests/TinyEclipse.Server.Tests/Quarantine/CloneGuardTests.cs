using Grpc.Core;
using TinyEclipse.Notifications.V1;
using TinyEclipse.Server.Features.Quarantine;
using TinyEclipse.Server.Tests.AbandonedCarts;
using TinyEclipse.Sites.V1;
using static TinyEclipse.Server.Tests.Quarantine.CloneStory;

namespace TinyEclipse.Server.Tests.Quarantine;

public sealed class CloneGuardTests(TestServer tests)
{
    [Fact]
    public async Task A_copy_that_gives_itself_away_waits_while_the_site_works_on()
    {
        var story = await NewStoryAsync();

        Assert.Equal("SITE_QUARANTINED", await story.ReportAsync(Stranger, StagingHome));
        Assert.Equal(InstallationStanding.Quarantined, (await story.BeatAsync(Stranger, StagingHome)).Standing);
        Assert.Equal("", await story.ReportAsync(Original));
        var site = await story.SiteAsync();
        Assert.Equal((1, false, story.Home), (site.OpenCopyCount, site.IsHeld, site.Url));
    }

    [Fact]
    public async Task Where_nobody_can_tell_which_is_the_site_neither_is_taken()
    {
        var story = await NewStoryAsync();

        Assert.Equal("SITE_QUARANTINED", await story.ReportAsync(Stranger));
        await Eventually.HoldsAsync(async () => await story.ReportAsync(Original) == "SITE_QUARANTINED");
        Assert.Equal(InstallationStanding.Quarantined, (await story.BeatAsync(Original)).Standing);
        Assert.True((await story.SiteAsync()).IsHeld);
    }

    [Fact]
    public async Task A_copy_that_tells_later_where_it_lies_sets_the_site_free()
    {
        var story = await NewStoryAsync();
        await story.ReportAsync(Stranger, home: "");
        Assert.True((await story.SiteAsync()).IsHeld);
        await story.BeatAsync(Stranger, StagingHome);

        await story.ReportsAreTakenAsync(Original);
        Assert.Equal("SITE_QUARANTINED", await story.ReportAsync(Stranger, StagingHome));
    }

    [Fact]
    public async Task The_tenant_is_told_once()
    {
        var story = await NewStoryAsync();
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => story.ReportAsync(Stranger, StagingHome)));

        var told = Assert.Single(await story.NotificationsAsync());
        Assert.Equal((NotificationType.SiteQuarantined, NotificationPriority.High), (told.Type, told.Priority));
        Assert.Contains(StagingHome, told.Body, StringComparison.Ordinal);
        var copy = Assert.Single(await story.CopiesAsync());
        Assert.Equal((Fingerprint(Stranger), StagingHome, CopyRuling.Open), (copy.Fingerprint, copy.HomeUrl, copy.Ruling));
    }

    [Fact]
    public async Task A_caller_that_does_not_say_who_it_is_is_taken_for_the_site()
    {
        var story = await NewStoryAsync();

        await story.Tenant.ReportAsync(CartCalls.Cart());
        Assert.Empty(await story.CopiesAsync());
    }

    [Fact]
    public async Task A_copy_cannot_disconnect_the_site()
    {
        var story = await NewStoryAsync();
        var header = new Metadata { { Installation.Header, $"fingerprint=\"{Fingerprint(Stranger)}\", home=\"{StagingHome}\"" } };
        var failure = await Assert.ThrowsAsync<RpcException>(async () =>
            await new TinyEclipse.Sites.V1.PairingService.PairingServiceClient(story.Tenant.Site.Grpc).UnpairSiteAsync(new(), header));

        Assert.Equal("SITE_QUARANTINED", failure.Reason());
        Assert.Equal("", await story.ReportAsync(Original));
    }

    [Fact]
    public async Task Fingerprints_without_end_are_not_written_down_and_not_taken()
    {
        var story = await NewStoryAsync();
        for (var number = 0; number < 55; number++)
        {
            var header = new Metadata { { Installation.Header, $"fingerprint=\"{number:x64}\", home=\"{StagingHome}\"" } };
            Assert.Equal(InstallationStanding.Quarantined, (await new SiteService.SiteServiceClient(story.Tenant.Site.Grpc).RecordHeartbeatAsync(new(), header)).Standing);
        }

        Assert.Equal(50, (await story.CopiesAsync()).Count);
        Assert.Equal("", await story.ReportAsync(Original));
    }

    [Fact]
    public async Task Another_tenants_site_has_copies_of_its_own()
    {
        var (story, other) = (await NewStoryAsync(), await NewStoryAsync());
        await story.ReportAsync(Stranger, StagingHome);
        var foreign = new TinyEclipse.Sites.V1.QuarantineService.QuarantineServiceClient(other.Tenant.Owner.Grpc);
        ResolveQuarantineRequest request = new() { TenantId = other.Tenant.Id, SiteId = story.Tenant.SiteId.ToString(), Resolution = QuarantineResolution.Moved };

        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(async () => await foreign.ResolveQuarantineAsync(request))).StatusCode);
        Assert.Empty(await other.CopiesAsync());
    }

    private async Task<CloneStory> NewStoryAsync() => await NewAsync(await tests.NewTenantAsync());
}
