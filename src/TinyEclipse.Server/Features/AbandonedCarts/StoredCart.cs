using Google.Protobuf.WellKnownTypes;
using TinyEclipse.Shop.V1;

namespace TinyEclipse.Server.Features.AbandonedCarts;

/// <summary>A cart with what the rules do not ask for.</summary>
public sealed record StoredCart(Guid Id, Guid SiteId, string CartToken, Cart Cart, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    public (Guid SiteId, string CartToken) Key => (SiteId, CartToken);

    public AbandonedCart ToMessage()
    {
        var message = new AbandonedCart
        {
            Id = Id.ToString(),
            SiteId = SiteId.ToString(),
            CartToken = CartToken,
            State = Cart.State,
            ContactId = Cart.ContactId?.ToString() ?? "",
            Email = Cart.Shopper.Email,
            Phone = Cart.Shopper.Phone,
            Name = Cart.Shopper.Name,
            CurrencyCode = Cart.Contents.CurrencyCode,
            TotalMinor = Cart.Contents.TotalMinor,
            OrderId = Cart.OrderId,
            ActivityTime = Timestamp.FromDateTimeOffset(Cart.ActivityAt),
            AbandonTime = Time(Cart.AbandonedAt),
            CloseTime = Time(Cart.ClosedAt),
            CreateTime = Timestamp.FromDateTimeOffset(CreatedAt),
            UpdateTime = Timestamp.FromDateTimeOffset(UpdatedAt),
        };
        message.Items.AddRange(Cart.Contents.Items);
        return message;
    }

    private static Timestamp? Time(DateTimeOffset? time) => time is { } known ? Timestamp.FromDateTimeOffset(known) : null;
}
