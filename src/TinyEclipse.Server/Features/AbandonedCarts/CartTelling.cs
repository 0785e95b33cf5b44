using System.Globalization;
using System.Text.Json;
using TinyEclipse.Contacts.V1;
using TinyEclipse.Notifications.V1;
using TinyEclipse.Server.Features.Events;
using TinyEclipse.Server.Features.Journey;
using TinyEclipse.Server.Features.Notifications;

namespace TinyEclipse.Server.Features.AbandonedCarts;

/// <summary>What others are told of a cart: those who watch, its contact's journey, the owner's phone.</summary>
public static class CartTelling
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static EventDraft Event(StoredCart stored, EventType type, DateTimeOffset occurredAt)
    {
        var amount = MoneyText.Format(stored.Cart.Contents.TotalMinor, stored.Cart.Contents.CurrencyCode, CultureInfo.InvariantCulture);
        var verb = type switch
        {
            EventType.CartStarted => "started",
            EventType.CartAbandoned => "abandoned",
            EventType.CartReturned => "bought after it was abandoned",
            EventType.CartOrdered => "bought",
            _ => throw new ArgumentOutOfRangeException(nameof(type), type, "It does not happen to carts."),
        };
        return new(type, occurredAt, $"cart {verb}, {amount}", stored.Id, stored.Cart.ContactId);
    }

    /// <summary>Null while the shopper is not known: there is no story to add it to.</summary>
    public static JourneyNote? Note(StoredCart stored, EventType type, DateTimeOffset occurredAt)
    {
        if (stored.Cart.ContactId is not { } contactId)
            return null;

        var contents = stored.Cart.Contents;
        var data = new { Kind = Kind(type), CartId = stored.Id, contents.TotalMinor, contents.CurrencyCode, contents.ItemCount, stored.Cart.OrderId };
        return new(
            contactId, stored.SiteId, Touchpoint.Cart, CartTexts.Title(type), CartTexts.Description(contents), JsonSerializer.Serialize(data, Json), occurredAt);
    }

    public static NotificationDraft Notification(StoredCart stored)
    {
        var (cart, shopper) = (stored.Cart, stored.Cart.Shopper);
        var who = shopper.Name.Length > 0 ? shopper.Name : shopper.Email;
        return NotificationDraft.AbandonedCart(stored.Id, cart.AbandonedAt!.Value, cart.Contents.TotalMinor, cart.Contents.CurrencyCode, who, cart.ContactId);
    }

    private static string Kind(EventType type) => JsonNamingPolicy.SnakeCaseLower.ConvertName(type.ToString());
}
