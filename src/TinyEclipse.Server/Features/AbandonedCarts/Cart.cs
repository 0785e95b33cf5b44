using TinyEclipse.Server.Features.Contacts;
using TinyEclipse.Shop.V1;

namespace TinyEclipse.Server.Features.AbandonedCarts;

/// <summary>
/// What the rules know of a cart. It remembers three moments, when it was last filled, emptied and bought, each of which only the reports
/// move: whatever order they arrive in, they add up to the same cart.
/// </summary>
public sealed record Cart
{
    public static readonly TimeSpan LostAfter = TimeSpan.FromDays(30);

    public CartState State { get; init; }

    /// <summary>The time of the newest report that held items; the contents are those of that report.</summary>
    public DateTimeOffset? FilledAt { get; init; }

    public DateTimeOffset? EmptiedAt { get; init; }

    public DateTimeOffset? OrderedAt { get; init; }

    /// <summary>It may be the order of what the cart held before it was filled again.</summary>
    public string LastOrderId { get; init; } = "";

    public required CartContents Contents { get; init; }

    public Shopper Shopper { get; init; } = Shopper.Unknown;

    /// <summary>The time of the report that told who the shopper is.</summary>
    public DateTimeOffset? IdentifiedAt { get; init; }

    public Guid? ContactId { get; init; }

    public DateTimeOffset? AbandonedAt { get; init; }

    /// <summary>When the shopper was forgotten for good, as they asked: what was before that moment is told no more.</summary>
    public DateTimeOffset? ErasedAt { get; init; }

    /// <summary>When the judge has to look again; null when nothing will change by itself.</summary>
    public DateTimeOffset? JudgeAt { get; init; }

    public bool IsBought => OrderedAt is not null && !(FilledAt > OrderedAt);

    public bool IsCleared => !IsBought && !(FilledAt >= EmptiedAt) && EmptiedAt is not null;

    /// <summary>Empty while the cart is not bought.</summary>
    public string OrderId => IsBought ? LastOrderId : "";

    public bool IsOpen => !IsBought && !IsCleared;

    public DateTimeOffset ActivityAt => IsBought ? OrderedAt!.Value : IsCleared ? EmptiedAt!.Value : FilledAt!.Value;

    public DateTimeOffset? ClosedAt => State is CartState.Lost ? AbandonedAt + LostAfter : IsOpen ? null : ActivityAt;
}

/// <summary>What a cart holds.</summary>
public sealed record CartContents(string CurrencyCode, long TotalMinor, IReadOnlyList<CartItem> Items)
{
    public long ItemCount => Items.Sum(item => (long)item.Quantity);
}

/// <summary>Who holds a cart, as far as the site knows; empty where it does not.</summary>
public sealed record Shopper(string CustomerId, string Email, string Phone, string Name)
{
    public static readonly Shopper Unknown = new("", "", "", "");

    /// <summary>A name alone says too little to find anybody by.</summary>
    public bool IsIdentified => CustomerId.Length > 0 || Email.Length > 0 || Phone.Length > 0;

    public ContactIdentity ToIdentity() => ContactIdentity.From(CustomerId, Email, Phone, Name);
}

/// <summary>What a site tells of a cart at one moment, which is never in the future.</summary>
public sealed record CartReport(DateTimeOffset Time, CartContents Contents, Shopper Shopper, string OrderId)
{
    public bool IsOrder => OrderId.Length > 0;

    public bool HoldsItems => Contents.Items.Count > 0;
}
