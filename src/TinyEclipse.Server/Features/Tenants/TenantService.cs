using Google.Rpc;
using Grpc.Core;
using TinyEclipse.Rpc.V1;
using TinyEclipse.Server.Rpc;
using TinyEclipse.Server.Tenancy;
using TinyEclipse.Tenants.V1;
using Enum = System.Enum;

namespace TinyEclipse.Server.Features.Tenants;

public sealed class TenantService(TenantStore tenants, PageTokens pages) : TinyEclipse.Tenants.V1.TenantService.TenantServiceBase
{
    private const string DefaultTimeZone = "Europe/Brussels";

    private static readonly string[] Changeable = ["name", "domain", "time_zone", "cart_abandon_minutes"];

    public override async Task<Tenant> CreateTenant(CreateTenantRequest request, ServerCallContext context)
    {
        var tenant = request.Tenant?.Clone() ?? new Tenant();
        tenant.Id = ""; // the server's to give
        tenant.Domain = tenant.Domain.ToLowerInvariant();
        tenant.Plan = tenant.Plan == Plan.Unspecified ? Plan.Tiny : tenant.Plan;
        tenant.TimeZone = tenant.TimeZone.Length == 0 ? DefaultTimeZone : tenant.TimeZone;
        tenant.CartAbandonMinutes = tenant.CartAbandonMinutes == 0 ? 60 : tenant.CartAbandonMinutes;
        Check(tenant);

        return await tenants.CreateAcrossTenantsAsync(tenant, context.CancellationToken)
            ?? throw RpcErrors.Make(Code.AlreadyExists, ErrorReason.ResourceExists, $"another tenant has the domain {tenant.Domain}");
    }

    public override async Task<Tenant> GetTenant(GetTenantRequest request, ServerCallContext context)
    {
        var tenant = context.RequireTenant(request.TenantId);
        return await tenants.FindAsync(tenant, context.CancellationToken) ?? throw NotFound(tenant);
    }

    public override async Task<Tenant> UpdateTenant(UpdateTenantRequest request, ServerCallContext context)
    {
        var tenant = context.RequireTenant(request.TenantId);
        var isOperator = context.RequirePerson().IsOperator;
        var sent = request.Tenant ?? new Tenant();
        new Checks().Mask(request.UpdateMask, Changeable).ThrowIfFailed();

        return await tenants.UpdateAsync(tenant, Change, context.CancellationToken) ?? throw NotFound(tenant);

        Tenant Change(Tenant stored)
        {
            Etags.ThrowIfStale(sent.Etag, stored.Etag);
            var changed = FieldMasks.Apply(stored, sent, request.UpdateMask, Changeable);
            changed.Domain = changed.Domain.ToLowerInvariant();
            if (changed.Domain != stored.Domain && !isOperator)
                throw TenantCallContext.RoleRequired(Role.Operator);

            Check(changed);
            return changed;
        }
    }

    public override async Task<TenantEntitlements> GetEntitlements(GetEntitlementsRequest request, ServerCallContext context)
    {
        var tenant = context.RequireTenant(request.TenantId);
        var found = await tenants.FindAsync(tenant, context.CancellationToken) ?? throw NotFound(tenant);
        return Entitlements.Of(found.Plan);
    }

    public override async Task<ListTenantsResponse> ListTenants(ListTenantsRequest request, ServerCallContext context)
    {
        var page = pages.ByText(request);
        var found = await tenants.ListAcrossTenantsAsync(page, context.CancellationToken);

        var response = new ListTenantsResponse();
        response.NextPageToken = pages.Fill(response.Tenants, found, page, tenant => tenant.Name, tenant => tenant.Id);
        return response;
    }

    public override async Task<Tenant> ChangePlan(ChangePlanRequest request, ServerCallContext context)
    {
        var tenant = context.RequireTenant(request.TenantId);
        new Checks()
            .Field("plan", request.Plan != Plan.Unspecified && Enum.IsDefined(request.Plan), "must be PLAN_TINY, PLAN_PRO or PLAN_PRO_PLUS")
            .ThrowIfFailed();

        return await tenants.ChangePlanAcrossTenantsAsync(tenant, request.Plan, context.CancellationToken) ?? throw NotFound(tenant);
    }

    private static void Check(Tenant tenant) => new Checks()
        .Text("tenant.name", tenant.Name, 1, 200)
        .Field("tenant.domain", Uri.CheckHostName(tenant.Domain) == UriHostNameType.Dns && tenant.Domain.Length <= 253, "must be a host name such as chocotale.online")
        .Field("tenant.plan", Enum.IsDefined(tenant.Plan), "must be a known plan")
        .Field("tenant.time_zone", TimeZoneInfo.TryFindSystemTimeZoneById(tenant.TimeZone, out _), "must be an IANA time zone such as Europe/Brussels")
        .Field("tenant.cart_abandon_minutes", tenant.CartAbandonMinutes is >= 20 and <= 1440, "must be 20 to 1440")
        .ThrowIfFailed();

    private static RpcException NotFound(TenantId tenant) => RpcErrors.NotFound("tenant", tenant.ToString());
}
