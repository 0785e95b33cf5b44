using Google.Rpc;
using Grpc.Core;
using TinyEclipse.Rpc.V1;
using TinyEclipse.Server.Database;
using TinyEclipse.Server.Rpc;
using TinyEclipse.Tenants.V1;

namespace TinyEclipse.Server.Tenancy;

/// <summary>What a plan may hold or lack.</summary>
public enum Feature
{
    /// <summary>Carts, checkout failures, journey, retention.</summary>
    Shop,
    WebPush,
}

/// <summary>The one table of what each plan holds. What a plan lacks is refused, and not collected either.</summary>
public static class Entitlements
{
    public static bool Allows(Plan plan, Feature feature) => plan >= SmallestPlanWith(feature);

    /// <exception cref="RpcException">FAILED_PRECONDITION with reason PLAN_REQUIRED.</exception>
    public static void Require(Plan plan, Feature feature)
    {
        if (!Allows(plan, feature))
            throw PlanRequired(feature);
    }

    /// <summary>Asks the database for the tenant's plan of this moment.</summary>
    public static async Task<bool> AllowsAsync(TenantTransaction transaction, Feature feature, CancellationToken cancellationToken)
    {
        const string Sql = "select plan from tenants where id = @Value";
        var plan = await transaction.QuerySingleOrDefaultAsync<short>(Sql, new { transaction.Tenant.Value }, cancellationToken);
        return Allows((Plan)plan, feature);
    }

    public static RpcException PlanRequired(Feature feature)
    {
        var plan = SmallestPlanWith(feature) == Plan.Pro ? "pro" : "pro_plus";
        var name = feature == Feature.Shop ? "shop" : "web_push";
        return RpcErrors.Make(
            Code.FailedPrecondition, ErrorReason.PlanRequired, $"the tenant's plan does not hold this: it needs {plan}", ("feature", name), ("required_plan", plan));
    }

    /// <summary>How long the event feed reaches back.</summary>
    public static TimeSpan EventsKept(Plan plan) => plan switch
    {
        Plan.Tiny => TimeSpan.FromHours(24),
        Plan.Pro => TimeSpan.FromDays(7),
        Plan.ProPlus => TimeSpan.FromDays(30),
        _ => throw new ArgumentOutOfRangeException(nameof(plan)),
    };

    private static Plan SmallestPlanWith(Feature feature) => feature switch
    {
        Feature.Shop => Plan.Pro,
        Feature.WebPush => Plan.Pro,
        _ => throw new ArgumentOutOfRangeException(nameof(feature)),
    };
}
