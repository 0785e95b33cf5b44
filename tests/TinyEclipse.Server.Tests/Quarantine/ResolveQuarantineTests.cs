using Grpc.Core;
using TinyEclipse.Server.Tests.Pairing;
using TinyEclipse.Sites.V1;
using static TinyEclipse.Server.Tests.Quarantine.CloneStory;

namespace TinyEclipse.Server.Tests.Quarantine;

public sealed class ResolveQuarantineTests(TestServer tests)
{
    [Fact]
    public async Task Moved_makes_the_copy_the_site_and_the_old_one_a_copy()
    {
        var story = await NewStoryAsync();
        await story.BeatAsync(Stranger, "https://verhuisd.example");
        await story.ResolveAsync(QuarantineResolution.Moved);

        await story.ReportsAreTakenAsync(Stranger, "https://verhuisd.example");
        await Eventually.HoldsAsync(async () => await story.ReportAsync(Original) == "SITE_QUARANTINED"); // a second later at most
        Assert.Equal(InstallationStanding.Refused, (await story.BeatAsync(Original)).Standing);
        var site = await story.SiteAsync();
        Assert.Equal(("https://verhuisd.example", 0, false), (site.Url, site.OpenCopyCount, site.IsHeld));
        Assert.Equal("", await story.ReportAsync(Stranger, "https://verhuisd.example"));
    }

    [Fact]
    public async Task Moved_to_another_machine_under_the_same_name_sets_the_site_free()
    {
        var story = await NewStoryAsync();
        await story.BeatAsync(Stranger);
        Assert.True((await story.SiteAsync()).IsHeld);
        await story.ResolveAsync(QuarantineResolution.Moved);

        await story.ReportsAreTakenAsync(Stranger);
        await Eventually.HoldsAsync(async () => await story.ReportAsync(Original) == "SITE_QUARANTINED"); // a second later at most
        Assert.False((await story.SiteAsync()).IsHeld);
    }

    [Fact]
    public async Task Staging_makes_a_site_of_its_own_whose_token_comes_with_the_heartbeat()
    {
        var story = await NewStoryAsync();
        await story.BeatAsync(Stranger, StagingHome);
        var copy = await story.ResolveAsync(QuarantineResolution.Staging);
        Assert.Equal("", await story.ReportAsync(Original));
        Assert.Equal("SITE_QUARANTINED", await story.ReportAsync(Stranger, StagingHome));

        var lost = (await story.BeatAsync(Stranger, StagingHome)).Replacement;
        var given = (await story.BeatAsync(Stranger, StagingHome)).Replacement;
        Assert.Equal((copy.NewSiteId, copy.NewSiteId), (lost.SiteId, given.SiteId));
        var answer = await story.BeatAsync(Stranger, StagingHome, token: given.SiteToken);
        Assert.Equal((given.SiteId, InstallationStanding.Normal), (answer.SiteId, answer.Standing));
        Assert.Equal("", await story.ReportAsync(Stranger, StagingHome, token: given.SiteToken));
        Assert.Equal("CREDENTIAL_INVALID", await story.ReportAsync(Stranger, StagingHome, token: lost.SiteToken));
        var site = await story.SiteAsync(given.SiteId);
        Assert.Equal((SiteEnvironment.Staging, StagingHome), (site.Environment, site.Url));
    }

    [Fact]
    public async Task New_leaves_the_site_as_it_is_and_the_copy_to_be_paired()
    {
        var story = await NewStoryAsync();
        await story.BeatAsync(Stranger);
        await story.ResolveAsync(QuarantineResolution.New);

        await story.ReportsAreTakenAsync(Original);
        Assert.Equal("SITE_QUARANTINED", await story.ReportAsync(Stranger));
        var answer = await story.BeatAsync(Stranger);
        Assert.Equal((InstallationStanding.Refused, null), (answer.Standing, answer.Replacement));
        Assert.False((await story.SiteAsync()).IsHeld);
        Assert.Single(await story.NotificationsAsync()); // it is not told again
    }

    [Fact]
    public async Task Pairing_ends_a_quarantine_too()
    {
        var story = await NewStoryAsync();
        await story.BeatAsync(Stranger);
        var pairing = new PairingStory(story.Tenant);
        var paired = await pairing.PairAsync(PairingStory.Request(await pairing.CodeAsync(), story.Home, Original));

        Assert.Equal(story.Tenant.SiteId.ToString(), paired.SiteId);
        Assert.Equal("", await story.ReportAsync(Original, token: paired.SiteToken));
        Assert.Empty(await story.CopiesAsync());
    }

    [Fact]
    public async Task One_of_several_copies_must_be_named()
    {
        var story = await NewStoryAsync();
        await story.BeatAsync(Stranger, StagingHome);
        await story.BeatAsync('c', "https://dev.example");

        Assert.Equal(["fingerprint"], (await story.RefusalAsync(QuarantineResolution.New)).Fields());
        Assert.Equal("RESOURCE_NOT_FOUND", (await story.RefusalAsync(QuarantineResolution.New, 'd')).Reason());
        await story.ResolveAsync(QuarantineResolution.New, 'c');
        Assert.Equal(Fingerprint(Stranger), Assert.Single(await story.CopiesAsync(), copy => copy.Ruling == CopyRuling.Open).Fingerprint);
    }

    [Fact]
    public async Task What_cannot_be_is_refused()
    {
        var story = await NewStoryAsync();
        Assert.Equal("SITE_NOT_QUARANTINED", (await story.RefusalAsync(QuarantineResolution.Moved)).Reason());
        Assert.Equal(["resolution"], (await story.RefusalAsync(QuarantineResolution.Unspecified)).Fields());

        await story.BeatAsync(Stranger); // at the site's own address: it cannot be a site beside it
        Assert.Equal("RESOURCE_EXISTS", (await story.RefusalAsync(QuarantineResolution.Staging)).Reason());
        Assert.True((await story.SiteAsync()).IsHeld);
    }

    [Fact]
    public async Task A_member_of_the_staff_does_not_decide()
    {
        var story = await NewStoryAsync();
        await story.BeatAsync(Stranger);
        var staff = await story.Tenant.Server.NewPersonAsync(story.Tenant.Tenant, TinyEclipse.Rpc.V1.Role.Staff);
        var failure = await Assert.ThrowsAsync<RpcException>(async () => await new TinyEclipse.Sites.V1.QuarantineService.QuarantineServiceClient(staff.Grpc).ResolveQuarantineAsync(
            new() { TenantId = story.Tenant.Id, SiteId = story.Tenant.SiteId.ToString(), Resolution = QuarantineResolution.New }));

        Assert.Equal(StatusCode.PermissionDenied, failure.StatusCode);
    }

    private async Task<CloneStory> NewStoryAsync() => await NewAsync(await tests.NewTenantAsync());
}
