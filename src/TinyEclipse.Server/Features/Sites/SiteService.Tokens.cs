using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using TinyEclipse.Server.Rpc;
using TinyEclipse.Server.Tenancy;
using TinyEclipse.Sites.V1;

namespace TinyEclipse.Server.Features.Sites;

public sealed partial class SiteService
{
    public override async Task<SiteToken> CreateSiteToken(CreateSiteTokenRequest request, ServerCallContext context)
    {
        var tenant = context.RequireTenant(request.TenantId);
        var checks = new Checks();
        var siteId = checks.Id("site_id", request.SiteId);
        checks.Expiry("expire_time", request.ExpireTime, clock.GetUtcNow()).ThrowIfFailed();

        return await sites.CreateTokenAsync(tenant, siteId, request.ExpireTime?.ToDateTimeOffset(), context.CancellationToken)
            ?? throw RpcErrors.NotFound("site", request.SiteId);
    }

    public override async Task<ListSiteTokensResponse> ListSiteTokens(ListSiteTokensRequest request, ServerCallContext context)
    {
        var tenant = context.RequireTenant(request.TenantId);
        var siteId = Checks.RequireId("site_id", request.SiteId);
        var page = pages.ByTime(request);
        var found = await sites.ListTokensAsync(tenant, siteId, page, context.CancellationToken);

        var response = new ListSiteTokensResponse();
        response.NextPageToken = pages.Fill(response.SiteTokens, found, page, token => token.CreateTime, token => token.Id);
        return response;
    }

    public override async Task<SiteToken> RotateSiteToken(RotateSiteTokenRequest request, ServerCallContext context)
    {
        var tenant = context.RequireTenant(request.TenantId);
        var checks = new Checks();
        var (siteId, id) = (checks.Id("site_id", request.SiteId), checks.Id("site_token_id", request.SiteTokenId));
        checks
            .Overlap("overlap", request.Overlap)
            .Expiry("expire_time", request.ExpireTime, clock.GetUtcNow())
            .ThrowIfFailed();

        return await sites.RotateTokenAsync(
                tenant, siteId, id, TokenTerms.OverlapOf(request.Overlap), request.ExpireTime?.ToDateTimeOffset(), context.CancellationToken)
            ?? throw NoSuchToken(request.SiteTokenId);
    }

    public override async Task<Empty> RevokeSiteToken(RevokeSiteTokenRequest request, ServerCallContext context)
    {
        var tenant = context.RequireTenant(request.TenantId);
        var checks = new Checks();
        var (siteId, id) = (checks.Id("site_id", request.SiteId), checks.Id("site_token_id", request.SiteTokenId));
        checks.ThrowIfFailed();
        return await sites.RevokeTokenAsync(tenant, siteId, id, context.CancellationToken) ? new() : throw NoSuchToken(request.SiteTokenId);
    }

    private static RpcException NoSuchToken(string id) => RpcErrors.NotFound("site_token", id);
}
