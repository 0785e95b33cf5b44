using System.Globalization;
using System.Resources;
using TinyEclipse.Notifications.V1;

namespace TinyEclipse.Server.Features.Notifications;

/// <summary>A notification in a reader's language.</summary>
public readonly record struct NotificationText(string Title, string Body);

/// <summary>Turns facts into words. Dutch (nl-BE) is the language of who has not chosen one.</summary>
public static class NotificationTexts
{
    private static readonly ResourceManager Resources = new(typeof(NotificationTexts));
    private static readonly CultureInfo Default = CultureInfo.GetCultureInfo("nl-BE");

    public static NotificationText Of(NotificationType type, NotificationFacts facts, string language)
    {
        var culture = CultureOf(language);
        var amount = facts.AmountMinor is { } minor ? MoneyText.Format(minor, facts.CurrencyCode, culture) : "";
        var body = facts.Who.Length > 0 ? $"{type}.Body" : $"{type}.AnonymousBody";
        return new(Text($"{type}.Title", culture), string.Format(culture, Text(body, culture), amount, facts.Who));
    }

    public static string TitleOf(NotificationType type, string language) => Text($"{type}.Title", CultureOf(language));

    /// <summary>The text of a push that stands for several.</summary>
    public static NotificationText OfMany(NotificationType type, long count, string language)
    {
        var culture = CultureOf(language);
        return new(
            Text($"{type}.Title", culture),
            string.Format(culture, Text(count == 1 ? $"{type}.OneMoreBody" : $"{type}.ManyMoreBody", culture), count));
    }

    private static string Text(string name, CultureInfo culture) =>
        Resources.GetString(name, culture) ?? throw new MissingManifestResourceException($"NotificationTexts.resx has no {name}.");

    private static CultureInfo CultureOf(string language)
    {
        try
        {
            return language.Length > 0 ? CultureInfo.GetCultureInfo(language, predefinedOnly: true) : Default;
        }
        catch (CultureNotFoundException)
        {
            return Default;
        }
    }
}
