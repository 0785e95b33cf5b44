using System.Text.Encodings.Web;
using System.Text.Json;
using TinyEclipse.Shop.V1;

namespace TinyEclipse.Server.Features.AbandonedCarts;

/// <summary>The lines of a cart as they are kept: JSON, so that SQL can read them too.</summary>
public static class CartItems
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        // Never part of a page: what is readable in the message may stay readable in the database.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string ToJson(IReadOnlyList<CartItem> items) =>
        JsonSerializer.Serialize(items.Select(item => new Line(item.ProductId, item.Name, item.Quantity, item.PriceMinor)), Json);

    public static IReadOnlyList<CartItem> FromJson(string json) =>
        [.. JsonSerializer.Deserialize<Line[]>(json, Json)!.Select(line => new CartItem
        {
            ProductId = line.ProductId,
            Name = line.Name,
            Quantity = line.Quantity,
            PriceMinor = line.PriceMinor,
        })];

    private sealed record Line(string ProductId, string Name, int Quantity, long PriceMinor);
}
