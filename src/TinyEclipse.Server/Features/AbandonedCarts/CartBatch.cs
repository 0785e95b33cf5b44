using TinyEclipse.Notifications.V1;
using TinyEclipse.Server.Features.Contacts;
using TinyEclipse.Server.Features.Events;
using TinyEclipse.Server.Features.Journey;

namespace TinyEclipse.Server.Features.AbandonedCarts;

/// <summary>Reports that are taken in together: what they make of the carts, one after the other, and what there is to tell of it.</summary>
public sealed class CartBatch(IEnumerable<StoredCart> stored, ContactBook contacts, DateTimeOffset now)
{
    private readonly Dictionary<(Guid SiteId, string CartToken), StoredCart> _carts = stored.ToDictionary(cart => cart.Key);
    private readonly Dictionary<(Guid SiteId, string CartToken), StoredCart> _changed = [];
    private readonly List<EventDraft> _events = [];
    private readonly List<JourneyNote> _notes = [];

    public IReadOnlyCollection<StoredCart> Changed => _changed.Values;

    public IReadOnlyList<EventDraft> Events => _events;

    public IReadOnlyList<JourneyNote> Notes => _notes;

    /// <summary>The cart after this report.</summary>
    public StoredCart Take(CartArrival arrival)
    {
        var before = _carts.GetValueOrDefault(arrival.Key);
        var told = CartRules.Report(before?.Cart, arrival.Report);
        if (ReferenceEquals(told, before?.Cart))
            return before;

        var cart = WithContact(before?.Cart, told, arrival);
        var after = before is null
            ? new StoredCart(Guid.CreateVersion7(), arrival.SiteId, arrival.CartToken, cart, now, now)
            : before with { Cart = cart, UpdatedAt = now };
        _carts[arrival.Key] = _changed[arrival.Key] = after;
        Tell(before?.Cart, after, arrival.Report.Time);
        return after;
    }

    private Cart WithContact(Cart? before, Cart cart, CartArrival arrival)
    {
        if (before?.Shopper != cart.Shopper)
            return CartRules.Assign(cart, contacts.FindOrCreate(arrival.SiteId, cart.Shopper.ToIdentity(), arrival.Report.Time) ?? cart.ContactId);

        if (cart.ContactId is { } known)
            contacts.See(known, arrival.Report.Time);
        return cart;
    }

    private void Tell(Cart? before, StoredCart after, DateTimeOffset occurredAt)
    {
        var happened = CartRules.EventOf(before, after.Cart);
        if (happened is { } type)
            _events.Add(CartTelling.Event(after, type, occurredAt));

        // A cart often starts before its shopper is known; its story then starts when they are.
        var becameKnown = before?.ContactId is null && after.Cart is { IsOpen: true, ContactId: not null };
        var noted = happened ?? (becameKnown ? EventType.CartStarted : null);
        if (noted is { } kind && CartTelling.Note(after, kind, occurredAt) is { } note)
            _notes.Add(note);
    }
}
