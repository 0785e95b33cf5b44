using TinyEclipse.Server.Tenancy;
using TinyEclipse.Shop.V1;
using TinyEclipse.Tenants.V1;
using Client = TinyEclipse.Tenants.V1.TenantService.TenantServiceClient;
using SiteClient = TinyEclipse.Sites.V1.SiteService.SiteServiceClient;

namespace TinyEclipse.Server.Tests.Tenants;

public sealed class EntitlementTests(TestServer server)
{
    private const string Tiny = "CONTACTS FORMS CHAT SYNC SITE_CHECKS CRITICAL_ALERTS";
    private const string Pro = $"{Tiny} WEB_PUSH SHOP ANALYTICS PROMPTS";
    private const string ProPlus = $"{Pro} PRIORITY_PUSH BEHAVIOUR AUTOMATIC_PROMPTS";

    // The table of the product, as it is sold.
    [Theory]
    [InlineData(Plan.Tiny, Tiny, """{ "chat_messages_per_month": 50, "knowledge_pages": 5, "events_kept": "86400s" }""")]
    [InlineData(Plan.Pro, Pro, """{ "chat_messages_per_month": 500, "knowledge_pages": 50, "events_kept": "604800s", "prompts_per_month": 1, "first_answer_business_hours": 48 }""")]
    [InlineData(Plan.ProPlus, ProPlus, """{ "events_kept": "2592000s", "open_prompts": 5, "prompts_per_day": 30, "first_answer_business_hours": 4 }""")]
    public void A_plan_holds_this_and_no_more(Plan plan, string features, string limits)
    {
        var held = Entitlements.Of(plan);

        Assert.Equal(
            features.Split(' ').Order(StringComparer.Ordinal),
            held.Features.Select(feature => EntitlementsReflection.Descriptor.FindTypeByName<Google.Protobuf.Reflection.EnumDescriptor>("Feature").FindValueByNumber((int)feature).Name["FEATURE_".Length..]).Order(StringComparer.Ordinal));
        Assert.Equal(PlanLimits.Parser.ParseJson(limits), held.Limits);
    }

    [Fact]
    public void Every_feature_belongs_to_a_plan() => Assert.All(PlanTable.Features, feature => Assert.True(Entitlements.Allows(Plan.ProPlus, feature)));

    [Fact]
    public async Task The_owner_and_the_site_are_told_what_the_plan_holds_and_of_another_plan_at_once()
    {
        var tenant = await server.NewTenantAsync();
        var (owner, site) = (new Client(tenant.Owner.Grpc), new SiteClient(tenant.Site.Grpc));
        Assert.Equal(Entitlements.Of(Plan.Pro), await owner.GetEntitlementsAsync(new()));
        Assert.Equal(Entitlements.Of(Plan.Pro), await new Client(tenant.Site.Grpc).GetEntitlementsAsync(new()));
        Assert.Equal(Entitlements.Of(Plan.Pro), (await site.RecordHeartbeatAsync(new())).Entitlements);

        await ChangePlanAsync(tenant, Plan.Tiny);

        Assert.Equal(Entitlements.Of(Plan.Tiny), await owner.GetEntitlementsAsync(new()));
        await Eventually.HoldsAsync(async () => (await site.RecordHeartbeatAsync(new())).Entitlements.Equals(Entitlements.Of(Plan.Tiny)));
    }

    [Fact]
    public async Task A_smaller_plan_stops_collecting_and_keeps_what_there_is()
    {
        var tenant = await server.NewTenantAsync();
        var (shop, owner) = (new AbandonedCartService.AbandonedCartServiceClient(tenant.Site.Grpc), new AbandonedCartService.AbandonedCartServiceClient(tenant.Owner.Grpc));
        await shop.ReportCartAsync(new() { CartToken = "before", CurrencyCode = "EUR", TotalMinor = 4500 });

        await ChangePlanAsync(tenant, Plan.Tiny);
        await Eventually.HoldsAsync(async () => await ReasonAsync(shop, "before") == "PLAN_REQUIRED");
        Assert.Equal("before", Assert.Single((await owner.ListAbandonedCartsAsync(new())).AbandonedCarts).CartToken);

        await ChangePlanAsync(tenant, Plan.Pro);
        await Eventually.HoldsAsync(async () => await ReasonAsync(shop, "after") == "");
        Assert.Equal(2, (await owner.ListAbandonedCartsAsync(new())).AbandonedCarts.Count);
    }

    private static async Task<string> ReasonAsync(AbandonedCartService.AbandonedCartServiceClient shop, string cartToken)
    {
        try
        {
            await shop.ReportCartAsync(new() { CartToken = cartToken, CurrencyCode = "EUR", TotalMinor = 100 });
            return "";
        }
        catch (Grpc.Core.RpcException refused)
        {
            return refused.Reason();
        }
    }

    private async Task ChangePlanAsync(TestTenant tenant, Plan plan) =>
        await new Client((await server.Shared.NewOperatorAsync()).Grpc).ChangePlanAsync(new() { TenantId = tenant.Id, Plan = plan });
}
