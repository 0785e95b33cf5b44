using System.Text.Json;
using Google.Rpc;
using Grpc.Core;
using TinyEclipse.Rpc.V1;
using TinyEclipse.Server.Database;
using TinyEclipse.Server.Rpc;
using TinyEclipse.Tenants.V1;

namespace TinyEclipse.Server.Tenancy;

/// <summary>Which plan holds which feature; <see cref="PlanTable"/> is the table. What a plan lacks is refused, and not collected either.</summary>
public static class Entitlements
{
    public static bool Allows(Plan plan, Feature feature) => plan >= PlanTable.SmallestWith(feature);

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
        var plan = Word(PlanTable.SmallestWith(feature));
        return RpcErrors.Make(
            Code.FailedPrecondition, ErrorReason.PlanRequired, $"the tenant's plan does not hold this: it needs {plan}", ("feature", Word(feature)), ("required_plan", plan));
    }

    /// <summary>How long the event feed reaches back.</summary>
    public static TimeSpan EventsKept(Plan plan) => PlanTable.LimitsOf(plan).EventsKept.ToTimeSpan();

    /// <summary>All that a plan holds, for whoever shows or collects something.</summary>
    public static TenantEntitlements Of(Plan plan) => new()
    {
        Plan = plan,
        Features = { PlanTable.Features.Where(feature => Allows(plan, feature)) },
        Limits = PlanTable.LimitsOf(plan),
    };

    private static string Word<T>(T value)
        where T : struct, System.Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
