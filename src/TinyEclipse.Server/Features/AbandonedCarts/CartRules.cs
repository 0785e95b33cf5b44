using TinyEclipse.Notifications.V1;
using TinyEclipse.Shop.V1;

namespace TinyEclipse.Server.Features.AbandonedCarts;

/// <summary>Decides what a report makes of a cart, and what time does. Pure: stored state, clock and settings come in as values.</summary>
public static partial class CartRules
{
    /// <summary>The cart after a report; the very same object when the report tells nothing new.</summary>
    public static Cart Report(Cart? stored, CartReport report)
    {
        if (report.Time <= stored?.ErasedAt)
            return stored;

        var before = stored ?? new Cart { Contents = report.Contents };
        var after = Identify(Order(Empty(Fill(before, report), report), report), report);
        return ReferenceEquals(after, before) ? before : Settle(before, after);
    }

    /// <summary>The cart of a contact, which is kept for longer than that of somebody unknown.</summary>
    public static Cart Assign(Cart cart, Guid? contactId) => Scheduled(cart with { ContactId = contactId });

    /// <summary>What the difference means to those who watch; null when it means nothing to them.</summary>
    public static EventType? EventOf(Cart? before, Cart after)
    {
        if (after.IsBought && (before is not { IsBought: true } || before.LastOrderId != after.LastOrderId))
            return after.State == CartState.Ordered ? EventType.CartOrdered : EventType.CartReturned;

        var isNew = before is null || before.IsBought || before.FilledAt is null;
        return isNew && after.IsOpen ? EventType.CartStarted : null;
    }

    private static Cart Fill(Cart cart, CartReport report) =>
        report.HoldsItems && !(cart.FilledAt >= report.Time) ? cart with { FilledAt = report.Time, Contents = report.Contents } : cart;

    private static Cart Empty(Cart cart, CartReport report) =>
        !report.HoldsItems && !report.IsOrder && !(cart.EmptiedAt >= report.Time) ? cart with { EmptiedAt = report.Time } : cart;

    // The last purchase counts. Of two at one moment it is always the same one, whichever is told first.
    private static Cart Order(Cart cart, CartReport report)
    {
        var isLast = !(report.Time <= cart.OrderedAt) || (report.Time == cart.OrderedAt && string.CompareOrdinal(report.OrderId, cart.LastOrderId) > 0);
        return report.IsOrder && isLast ? cart with { OrderedAt = report.Time, LastOrderId = report.OrderId } : cart;
    }

    // A site that does not name the shopper this time has not forgotten them, and a name alone does not replace an address.
    private static Cart Identify(Cart cart, CartReport report)
    {
        var (known, told) = (cart.Shopper.IsIdentified, report.Shopper.IsIdentified);
        var isBetter = told == known ? !(cart.IdentifiedAt >= report.Time) : told;
        return isBetter && report.Shopper != Shopper.Unknown ? cart with { IdentifiedAt = report.Time, Shopper = report.Shopper } : cart;
    }

    private static Cart Settle(Cart before, Cart cart)
    {
        // An abandonment belongs either to what was bought or to what was put in the cart after that; one that came after the purchase never was.
        var isOfThisCart = cart.OrderedAt is null || (cart.AbandonedAt <= cart.OrderedAt) == cart.IsBought;
        var settled = cart with { AbandonedAt = isOfThisCart ? cart.AbandonedAt : null };
        return Scheduled(settled with { State = StateAfter(before, settled) });
    }

    // Only the judge knows how long this tenant waits, and set the time when the cart went quiet.
    private static Cart Scheduled(Cart cart) => cart.State == CartState.Idle ? cart : cart with { JudgeAt = NextStep(cart, CartPolicy.Default)?.At };

    private static CartState StateAfter(Cart before, Cart cart) => cart switch
    {
        { IsBought: true } => cart.AbandonedAt is null ? CartState.Ordered : CartState.Returned,
        { IsCleared: true } => CartState.Cleared,
        _ => cart.FilledAt == before.FilledAt && before.State is not CartState.Unspecified && before.IsOpen ? before.State : CartState.Active,
    };
}
