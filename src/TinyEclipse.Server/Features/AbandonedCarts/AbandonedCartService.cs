using Grpc.Core;
using TinyEclipse.Server.Rpc;
using TinyEclipse.Server.Tenancy;
using TinyEclipse.Shop.V1;
using TinyEclipse.Tenants.V1;

namespace TinyEclipse.Server.Features.AbandonedCarts;

public sealed class AbandonedCartService(CartRecorder recorder, AbandonedCartStore carts, PageTokens pages, TimeProvider clock)
    : TinyEclipse.Shop.V1.AbandonedCartService.AbandonedCartServiceBase
{
    private const int MostDays = 366;
    private const int UsualDays = 30;

    public override async Task<AbandonedCart> ReportCart(ReportCartRequest request, ServerCallContext context)
    {
        var site = context.RequireSite(request.TenantId);
        Entitlements.Require(site.Plan, Feature.Shop);
        CartReportChecks.Check(request);

        var report = CartReportChecks.ToReport(request, clock.GetUtcNow());
        var recorded = await recorder.RecordAsync(site.Tenant, new(site.SiteId, request.CartToken, report), context.CancellationToken);
        return recorded.ToMessage();
    }

    public override async Task<AbandonedCart> GetAbandonedCart(GetAbandonedCartRequest request, ServerCallContext context)
    {
        var tenant = context.RequireTenant(request.TenantId);
        var id = Checks.RequireId("cart_id", request.CartId);
        return await carts.FindAsync(tenant, id, context.CancellationToken) ?? throw RpcErrors.NotFound("cart", request.CartId);
    }

    public override async Task<ListAbandonedCartsResponse> ListAbandonedCarts(ListAbandonedCartsRequest request, ServerCallContext context)
    {
        var tenant = context.RequireTenant(request.TenantId);
        var order = CartOrder.Find(request.OrderBy);
        var checks = new Checks()
            .Field("state", Enum.IsDefined(request.State), "must be a known state")
            .Time("start_time", request.StartTime)
            .Time("end_time", request.EndTime)
            .Field("order_by", order is not null, $"must be one of: {CartOrder.Names}");
        var filter = new CartFilter(
            request.State,
            request.ContactId.Length > 0 ? checks.Id("contact_id", request.ContactId) : null,
            request.SiteId.Length > 0 ? checks.Id("site_id", request.SiteId) : null,
            request.StartTime?.ToDateTime(),
            request.EndTime?.ToDateTime());
        checks.ThrowIfFailed();
        var page = pages.ByKey(request);
        var found = await carts.ListAsync(tenant, filter, order!, page, context.CancellationToken);

        var response = new ListAbandonedCartsResponse();
        response.NextPageToken = pages.Fill(response.AbandonedCarts, found, page, order!.KeyOf, cart => cart.Id);
        return response;
    }

    public override Task<AbandonedCartStats> GetAbandonedCartStats(GetAbandonedCartStatsRequest request, ServerCallContext context)
    {
        var tenant = context.RequireTenant(request.TenantId);
        new Checks().Time("start_time", request.StartTime).Time("end_time", request.EndTime).ThrowIfFailed();
        var end = request.EndTime?.ToDateTimeOffset() ?? clock.GetUtcNow();
        var start = request.StartTime?.ToDateTimeOffset() ?? end.AddDays(-UsualDays);
        new Checks()
            .Field("start_time", start <= end, "must not lie after end_time")
            .Field("end_time", end - start <= TimeSpan.FromDays(MostDays), "must lie at most 366 days after start_time")
            .ThrowIfFailed();

        return carts.CountAsync(tenant, start, end, context.CancellationToken);
    }
}
