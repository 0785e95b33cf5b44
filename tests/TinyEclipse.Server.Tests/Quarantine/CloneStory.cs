using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using TinyEclipse.Notifications.V1;
using TinyEclipse.Server.Features.Quarantine;
using TinyEclipse.Server.Tenancy;
using TinyEclipse.Server.Tests.AbandonedCarts;
using TinyEclipse.Shop.V1;
using TinyEclipse.Sites.V1;
using QuarantineService = TinyEclipse.Sites.V1.QuarantineService;

namespace TinyEclipse.Server.Tests.Quarantine;

/// <summary>A site and its copies, which are told apart by a letter: each has the site's token.</summary>
public sealed record CloneStory(TestTenant Tenant, string Home)
{
    public const char Original = 'a';
    public const char Stranger = 'b';
    public const string StagingHome = "https://staging.example";

    private QuarantineService.QuarantineServiceClient Copies => new(Tenant.Owner.Grpc);

    /// <summary>The site has told who it is.</summary>
    public static async Task<CloneStory> NewAsync(TestTenant tenant)
    {
        var story = new CloneStory(tenant, (await SitesOf(tenant).GetSiteAsync(new() { TenantId = tenant.Id, SiteId = tenant.SiteId.ToString() })).Url);
        Assert.Equal(InstallationStanding.Normal, (await story.BeatAsync(Original)).Standing);
        // The server keeps a credential for a second, and with it that the site had told nothing.
        await tenant.Server.Services.GetRequiredService<CredentialCache>().FindAnewAsync(tenant.Site.Token, CancellationToken.None);
        return story;
    }

    public static string Fingerprint(char of) => new(of, 64);

    public async Task<RecordHeartbeatResponse> BeatAsync(char of, string? home = null, string environment = "production", string? token = null) =>
        await new SiteService.SiteServiceClient(Tenant.Server.As(token ?? Tenant.Site.Token).Grpc).RecordHeartbeatAsync(new(), Header(of, home, environment));

    /// <summary>The reason why a report is not taken; empty when it is.</summary>
    public async Task<string> ReportAsync(char of, string? home = null, string cart = "c-1", string? token = null)
    {
        try
        {
            var request = CartCalls.Cart(cart);
            request.TenantId = Tenant.Id;
            await new AbandonedCartService.AbandonedCartServiceClient(Tenant.Server.As(token ?? Tenant.Site.Token).Grpc).ReportCartAsync(request, Header(of, home, "production"));
            return "";
        }
        catch (RpcException failure)
        {
            return failure.Reason();
        }
    }

    public Task ReportsAreTakenAsync(char of, string? home = null) =>
        Eventually.HoldsAsync(async () => await ReportAsync(of, home) == "");

    public async Task<SiteCopy> ResolveAsync(QuarantineResolution resolution, char? of = null) => await Copies.ResolveQuarantineAsync(new()
    {
        TenantId = Tenant.Id,
        SiteId = Tenant.SiteId.ToString(),
        Resolution = resolution,
        Fingerprint = of is { } letter ? Fingerprint(letter) : "",
    });

    public async Task<RpcException> RefusalAsync(QuarantineResolution resolution, char? of = null) => await Assert.ThrowsAsync<RpcException>(() => ResolveAsync(resolution, of));

    public async Task<IReadOnlyList<SiteCopy>> CopiesAsync() => (await Copies.ListSiteCopiesAsync(new() { TenantId = Tenant.Id, SiteId = Tenant.SiteId.ToString() })).Copies;

    public async Task<Site> SiteAsync(string? id = null) => await SitesOf(Tenant).GetSiteAsync(new() { TenantId = Tenant.Id, SiteId = id ?? Tenant.SiteId.ToString() });

    public async Task<IReadOnlyList<Notification>> NotificationsAsync() =>
        (await new NotificationService.NotificationServiceClient(Tenant.Owner.Grpc).ListNotificationsAsync(new() { TenantId = Tenant.Id })).Notifications;

    private Metadata Header(char of, string? home, string environment) =>
        new() { { Installation.Header, $"fingerprint=\"{Fingerprint(of)}\", home=\"{home ?? Home}\", environment={environment}" } };

    private static SiteService.SiteServiceClient SitesOf(TestTenant tenant) => new(tenant.Owner.Grpc);
}
