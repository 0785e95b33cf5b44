using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using TinyEclipse.Rpc.V1;
using TinyEclipse.Server.Features.Quarantine;
using TinyEclipse.Server.Features.ServerKeys;
using TinyEclipse.Server.Rpc;
using TinyEclipse.Server.Tenancy;
using TinyEclipse.Sites.V1;
using Enum = System.Enum;

namespace TinyEclipse.Server.Features.Sites;

public sealed partial class SiteService(SiteStore sites, SiteCalls calls, ServerKeyRing keys, CloneGuard guard, PageTokens pages, TimeProvider clock) : TinyEclipse.Sites.V1.SiteService.SiteServiceBase
{
    private static readonly string[] Changeable = ["url", "environment"];

    public override async Task<Site> CreateSite(CreateSiteRequest request, ServerCallContext context)
    {
        var tenant = context.RequireTenant(request.TenantId);
        var site = request.Site?.Clone() ?? new Site();
        site.Url = site.Url.TrimEnd('/');
        site.Environment = site.Environment == SiteEnvironment.Unspecified ? SiteEnvironment.Production : site.Environment;
        Check(site);

        return await sites.CreateAsync(tenant, site, context.CancellationToken)
            ?? throw RpcErrors.Make(Code.AlreadyExists, ErrorReason.ResourceExists, $"the tenant has a site {site.Url}");
    }

    public override async Task<Site> UpdateSite(UpdateSiteRequest request, ServerCallContext context)
    {
        var tenant = context.RequireTenant(request.TenantId);
        var sent = request.Site ?? new Site();
        var checks = new Checks();
        var id = checks.Id("site_id", request.SiteId);
        checks.Mask(request.UpdateMask, Changeable).ThrowIfFailed();

        return await sites.UpdateAsync(tenant, id, Change, context.CancellationToken) ?? throw RpcErrors.NotFound("site", request.SiteId);

        Site Change(Site stored)
        {
            Etags.ThrowIfStale(sent.Etag, stored.Etag);
            var changed = FieldMasks.Apply(stored, sent, request.UpdateMask, Changeable);
            changed.Url = changed.Url.TrimEnd('/');
            Check(changed);
            return changed;
        }
    }

    public override async Task<Site> GetSite(GetSiteRequest request, ServerCallContext context)
    {
        var tenant = context.RequireTenant(request.TenantId);
        var id = Checks.RequireId("site_id", request.SiteId);
        return await sites.FindAsync(tenant, id, context.CancellationToken) ?? throw RpcErrors.NotFound("site", request.SiteId);
    }

    public override async Task<ListSitesResponse> ListSites(ListSitesRequest request, ServerCallContext context)
    {
        var tenant = context.RequireTenant(request.TenantId);
        var page = pages.ByText(request);
        var found = await sites.ListAsync(tenant, page, context.CancellationToken);

        var response = new ListSitesResponse();
        response.NextPageToken = pages.Fill(response.Sites, found, page, site => site.Url, site => site.Id);
        return response;
    }

    public override async Task<PingSiteResponse> PingSite(PingSiteRequest request, ServerCallContext context)
    {
        var site = await GetSite(new() { TenantId = request.TenantId, SiteId = request.SiteId }, context);
        if (site.RestUrl.Length == 0)
            throw RpcErrors.Make(Code.FailedPrecondition, ErrorReason.SiteAddressUnknown, "the site's plugin has not told yet where it answers");

        return await calls.PingAsync(site.RestUrl, context.CancellationToken);
    }

    public override async Task<RecordHeartbeatResponse> RecordHeartbeat(RecordHeartbeatRequest request, ServerCallContext context)
    {
        var site = context.RequireSite("");
        new Checks()
            .Time("occurred_at", request.OccurredAt)
            .Field("environment", Enum.IsDefined(request.Environment), "must be a known environment")
            .Versions(request.Versions)
            .Field("outbox_pending_count", request.OutboxPendingCount >= 0, "must not be negative")
            .Field("rest_url", request.RestUrl.Length == 0 || SiteUrls.IsRestRoot(request.RestUrl), "must be an http or https address")
            .ThrowIfFailed();

        var now = clock.GetUtcNow();
        var (standing, installation) = (QuarantineInterceptor.StandingOf(context), Installation.Of(context));
        // What a copy says of itself is not the site's.
        if (standing == InstallationStanding.Normal)
            await sites.RecordHeartbeatAsync(site.Tenant, site.SiteId, request, installation?.Fingerprint ?? "", Times.OccurredAt(request.OccurredAt, now), context.CancellationToken);
        return new()
        {
            SiteId = site.SiteId.ToString(),
            TenantId = site.TenantId.ToString(),
            ServerTime = Timestamp.FromDateTimeOffset(now),
            ServerKeysVersion = await keys.VersionAsync(context.CancellationToken),
            Standing = standing,
            Replacement = standing == InstallationStanding.Refused ? await guard.ReplaceAsync(site, installation!, context.CancellationToken) : null,
            Entitlements = Entitlements.Of(site.Plan),
        };
    }

    private static void Check(Site site) => new Checks()
        .Field("site.url", HomeUrl.IsValid(site.Url), "must be an http or https address without a query, such as https://chocotale.online")
        .Field("site.environment", site.Environment != SiteEnvironment.Unspecified && Enum.IsDefined(site.Environment), "must be a known environment")
        .ThrowIfFailed();
}
