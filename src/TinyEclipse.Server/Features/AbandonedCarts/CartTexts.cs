using System.Globalization;
using System.Resources;
using TinyEclipse.Notifications.V1;
using TinyEclipse.Server.Features.Notifications;

namespace TinyEclipse.Server.Features.AbandonedCarts;

/// <summary>The words of a cart in its contact's journey. They are kept as they are written, so they are in the language of the shops: nl-BE.</summary>
public static class CartTexts
{
    private static readonly ResourceManager Resources = new(typeof(CartTexts));
    private static readonly CultureInfo Dutch = CultureInfo.GetCultureInfo("nl-BE");

    public static string Title(EventType type) => Text(type.ToString());

    /// <summary>What the cart holds: "€ 45,00, 3 artikelen".</summary>
    public static string Description(CartContents contents)
    {
        var amount = MoneyText.Format(contents.TotalMinor, contents.CurrencyCode, Dutch);
        var count = contents.ItemCount;
        return count == 0 ? amount : string.Format(Dutch, Text(count == 1 ? "OneItem" : "ManyItems"), amount, count);
    }

    private static string Text(string name) =>
        Resources.GetString(name, Dutch) ?? throw new MissingManifestResourceException($"CartTexts.resx has no {name}.");
}
