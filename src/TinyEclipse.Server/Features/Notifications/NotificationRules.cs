using System.Text.Json;
using TinyEclipse.Notifications.V1;

namespace TinyEclipse.Server.Features.Notifications;

/// <summary>How one type of notification is sent.</summary>
/// <param name="Priority">What the Portal shows.</param>
/// <param name="Urgency">RFC 8030: a phone that saves power may wait with anything below "high".</param>
/// <param name="TimeToLive">After this the news is stale: the push service drops it, and so do we.</param>
/// <param name="IsGathered">When many come at once: the first are pushed one by one, the rest as one.</param>
public sealed record NotificationRule(NotificationPriority Priority, string Urgency, TimeSpan TimeToLive, bool IsGathered);

/// <summary>The one table of what is sent how; the words are in NotificationTexts.resx under the type's name.</summary>
public static class NotificationRules
{
    public static readonly TimeSpan BurstWindow = TimeSpan.FromMinutes(5);

    private static readonly NotificationRule AbandonedCart =
        new(NotificationPriority.Medium, "normal", TimeSpan.FromHours(2), IsGathered: true);

    // Somebody stands waiting with the phone in the hand.
    private static readonly NotificationRule Test =
        new(NotificationPriority.High, "high", TimeSpan.FromMinutes(5), IsGathered: false);

    // Reports wait until somebody says a word.
    private static readonly NotificationRule SiteQuarantined =
        new(NotificationPriority.High, "high", TimeSpan.FromDays(1), IsGathered: false);

    public static NotificationRule For(NotificationType type) => type switch
    {
        NotificationType.AbandonedCart => AbandonedCart,
        NotificationType.Test => Test,
        NotificationType.SiteQuarantined => SiteQuarantined,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "The type has no rule."),
    };

    /// <summary>The name of a type where machines read it.</summary>
    public static string NameOf(NotificationType type) => JsonNamingPolicy.SnakeCaseLower.ConvertName(type.ToString());

    /// <summary>The place in the Portal that a notification leads to: what it is about, or the list when it gathers several.</summary>
    public static string PathOf(NotificationType type, Guid? subjectId) => (type, subjectId) switch
    {
        (NotificationType.AbandonedCart, { } cart) => $"/winkelwagens/{cart}",
        (NotificationType.SiteQuarantined, { } site) => $"/sites/{site}",
        (NotificationType.AbandonedCart, null) => "/winkelwagens",
        _ => "/meldingen",
    };
}
