using Google.Protobuf.WellKnownTypes;
using TinyEclipse.Tenants.V1;

namespace TinyEclipse.Server.Tenancy;

/// <summary>The one table of what each plan holds, and how much of it.</summary>
public static class PlanTable
{
    public static IReadOnlyList<Feature> Features { get; } = [.. System.Enum.GetValues<Feature>().Where(feature => feature != Feature.Unspecified)];

    public static Plan SmallestWith(Feature feature) => feature switch
    {
        Feature.Contacts => Plan.Tiny,
        Feature.Forms => Plan.Tiny,
        Feature.Chat => Plan.Tiny,
        Feature.Sync => Plan.Tiny,
        Feature.SiteChecks => Plan.Tiny,
        Feature.CriticalAlerts => Plan.Tiny,
        Feature.WebPush => Plan.Pro,
        Feature.PriorityPush => Plan.ProPlus,
        Feature.Shop => Plan.Pro,
        Feature.Analytics => Plan.Pro,
        Feature.Behaviour => Plan.ProPlus,
        Feature.Prompts => Plan.Pro,
        Feature.AutomaticPrompts => Plan.ProPlus,
        _ => throw new ArgumentOutOfRangeException(nameof(feature)),
    };

    public static PlanLimits LimitsOf(Plan plan) => plan switch
    {
        Plan.Tiny => new()
        {
            ChatMessagesPerMonth = 50,
            KnowledgePages = 5,
            EventsKept = Duration.FromTimeSpan(TimeSpan.FromHours(24)),
        },
        Plan.Pro => new()
        {
            ChatMessagesPerMonth = 500,
            KnowledgePages = 50,
            EventsKept = Duration.FromTimeSpan(TimeSpan.FromDays(7)),
            PromptsPerMonth = 1,
            FirstAnswerBusinessHours = 48,
        },
        Plan.ProPlus => new()
        {
            EventsKept = Duration.FromTimeSpan(TimeSpan.FromDays(30)),
            OpenPrompts = 5,
            PromptsPerDay = 30,
            FirstAnswerBusinessHours = 4,
        },
        _ => throw new ArgumentOutOfRangeException(nameof(plan)),
    };
}
