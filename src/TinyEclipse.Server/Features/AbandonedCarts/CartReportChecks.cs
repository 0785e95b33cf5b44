using TinyEclipse.Server.Features.Contacts;
using TinyEclipse.Server.Rpc;
using TinyEclipse.Shop.V1;

namespace TinyEclipse.Server.Features.AbandonedCarts;

/// <summary>Checks what a site reports, and makes of it what the rules take.</summary>
public static class CartReportChecks
{
    private const int MostItems = 200;
    private const int MostOfOne = 100_000;
    private const long MostMinor = 1_000_000_000_000;

    /// <summary>Names all that is wrong at once, each field as it stands in the request.</summary>
    public static void Check(ReportCartRequest request)
    {
        var checks = new Checks()
            .Text("cart_token", request.CartToken, 1, 128)
            .Text("customer_id", request.CustomerId, 0, 64)
            .Text("email", request.Email, 0, EmailAddress.MostCharacters)
            .Field("email", request.Email.Length == 0 || EmailAddress.Normalize(request.Email) is not null, "must be an e-mail address")
            .Text("phone", request.Phone, 0, 40)
            .Text("name", request.Name, 0, 200)
            .Field("currency_code", request.CurrencyCode.Length == 3 && request.CurrencyCode.All(char.IsAsciiLetterUpper), "must be three capital letters (ISO 4217)")
            .Field("total_minor", request.TotalMinor is >= 0 and <= MostMinor, "must be 0 to 10^12")
            .Field("items", request.Items.Count <= MostItems, "must be at most 200")
            .Text("order_id", request.OrderId, 0, 64)
            .Time("occurred_at", request.OccurredAt);
        foreach (var (index, item) in request.Items.Take(MostItems).Index())
            Check(checks, $"items[{index}]", item);
        checks.ThrowIfFailed();
    }

    public static CartReport ToReport(ReportCartRequest request, DateTimeOffset arrived) => new(
        Times.OccurredAt(request.OccurredAt, arrived),
        new(request.CurrencyCode, request.TotalMinor, request.Items),
        new(
            ContactIdentity.CustomerNumber(request.CustomerId),
            EmailAddress.Normalize(request.Email) ?? "",
            PhoneNumber.Normalize(request.Phone) ?? request.Phone.Trim(),
            request.Name.Trim()),
        request.OrderId);

    private static void Check(Checks checks, string name, CartItem item) => checks
        .Text($"{name}.product_id", item.ProductId, 1, 64)
        .Text($"{name}.name", item.Name, 1, 200)
        .Field($"{name}.quantity", item.Quantity is >= 1 and <= MostOfOne, "must be 1 to 100000")
        .Field($"{name}.price_minor", item.PriceMinor >= 0, "must not be negative");
}
