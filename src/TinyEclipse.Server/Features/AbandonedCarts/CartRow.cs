using TinyEclipse.Shop.V1;

namespace TinyEclipse.Server.Features.AbandonedCarts;

/// <summary>A row of abandoned_carts, and its columns as statements name them.</summary>
internal sealed record CartRow(
    Guid Id,
    Guid SiteId,
    string CartToken,
    short State,
    DateTime? FilledAt,
    DateTime? EmptiedAt,
    DateTime? OrderedAt,
    string OrderId,
    DateTime? AbandonedAt,
    DateTime? JudgeAt,
    string CurrencyCode,
    long TotalMinor,
    string Items,
    Guid? ContactId,
    DateTime? IdentifiedAt,
    string CustomerId,
    string Email,
    string Phone,
    string Name,
    DateTime? ErasedAt,
    DateTime CreatedAt,
    DateTime UpdatedAt)
{
    public const string Columns = """
        carts.id, carts.site_id, carts.cart_token, carts.state, carts.filled_at, carts.emptied_at, carts.ordered_at, carts.order_id,
               carts.abandoned_at, carts.judge_at, carts.currency_code, carts.total_minor, carts.items,
               carts.contact_id, carts.identified_at, carts.customer_id, carts.email, carts.phone, carts.name, carts.erased_at, carts.created_at, carts.updated_at
        """;

    public StoredCart ToStored() => new(Id, SiteId, CartToken, ToCart(), new DateTimeOffset(CreatedAt), new DateTimeOffset(UpdatedAt));

    private Cart ToCart() => new()
    {
        State = (CartState)State,
        FilledAt = FilledAt,
        EmptiedAt = EmptiedAt,
        OrderedAt = OrderedAt,
        LastOrderId = OrderId,
        Contents = new(CurrencyCode, TotalMinor, CartItems.FromJson(Items)),
        Shopper = new(CustomerId, Email, Phone, Name),
        IdentifiedAt = IdentifiedAt,
        ContactId = ContactId,
        AbandonedAt = AbandonedAt,
        ErasedAt = ErasedAt,
        JudgeAt = JudgeAt,
    };
}
