using TinyEclipse.Notifications.V1;

namespace TinyEclipse.Server.Features.Notifications;

/// <summary>Something to tell the people of a tenant. Each is told once per <paramref name="DedupeKey"/>.</summary>
public sealed record NotificationDraft(NotificationType Type, string DedupeKey, NotificationFacts Facts, Guid? SubjectId, Guid? ContactId)
{
    /// <param name="cartId">The cart.</param>
    /// <param name="abandonedAt">Tells one abandonment of a cart from the next.</param>
    /// <param name="totalMinor">What is in it, in the currency's minor unit.</param>
    /// <param name="currencyCode">ISO 4217.</param>
    /// <param name="shopper">Name or e-mail address; empty when not known.</param>
    /// <param name="contactId">The shopper, when known.</param>
    public static NotificationDraft AbandonedCart(
        Guid cartId, DateTimeOffset abandonedAt, long totalMinor, string currencyCode, string shopper, Guid? contactId) =>
        new(
            NotificationType.AbandonedCart,
            $"abandoned-cart:{cartId}:{abandonedAt.ToUnixTimeMilliseconds()}",
            new NotificationFacts { AmountMinor = totalMinor, CurrencyCode = currencyCode, Who = shopper },
            cartId,
            contactId);

    /// <summary>Another installation uses the site's token; <paramref name="homeUrl"/> is empty when it did not say where it lies.</summary>
    public static NotificationDraft SiteQuarantined(Guid siteId, string fingerprint, string homeUrl) =>
        new(NotificationType.SiteQuarantined, $"site-quarantined:{siteId}:{fingerprint}", new NotificationFacts { Who = homeUrl }, siteId, null);
}

/// <summary>What the text of a notification is made of, kept instead of the text: each reader has a language.</summary>
public sealed record NotificationFacts
{
    public long? AmountMinor { get; init; }

    public string CurrencyCode { get; init; } = "";

    public string Who { get; init; } = "";
}
