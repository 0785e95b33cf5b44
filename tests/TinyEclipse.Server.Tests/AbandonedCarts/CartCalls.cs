using Google.Protobuf.WellKnownTypes;
using TinyEclipse.Shop.V1;
using Client = TinyEclipse.Shop.V1.AbandonedCartService.AbandonedCartServiceClient;

namespace TinyEclipse.Server.Tests.AbandonedCarts;

/// <summary>What the tests of carts ask of the server.</summary>
internal static class CartCalls
{
    /// <summary>A cart of two boxes of pralines.</summary>
    public static ReportCartRequest Cart(string token = "c-1", DateTimeOffset? at = null, string email = "", long totalMinor = 4500, string order = "") => new()
    {
        CartToken = token,
        Email = email,
        CurrencyCode = "EUR",
        TotalMinor = totalMinor,
        Items = { new CartItem { ProductId = "17", Name = "Pralines", Quantity = 2, PriceMinor = 2250 } },
        OccurredAt = at is { } time ? Timestamp.FromDateTimeOffset(time) : null,
        OrderId = order,
    };

    public static async Task<AbandonedCart> ReportAsync(this TestTenant tenant, ReportCartRequest request)
    {
        request.TenantId = tenant.Id;
        return await new Client(tenant.Site.Grpc).ReportCartAsync(request);
    }

    public static async Task<AbandonedCart> GetCartAsync(this TestTenant tenant, string id) =>
        await new Client(tenant.Owner.Grpc).GetAbandonedCartAsync(new() { CartId = id });

    public static async Task<List<AbandonedCart>> ListCartsAsync(this TestTenant tenant, ListAbandonedCartsRequest? request = null)
    {
        request ??= new();
        var all = new List<AbandonedCart>();
        do
        {
            var page = await new Client(tenant.Owner.Grpc).ListAbandonedCartsAsync(request);
            all.AddRange(page.AbandonedCarts);
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        return all;
    }
}
