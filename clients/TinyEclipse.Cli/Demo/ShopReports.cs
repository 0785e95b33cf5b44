using System.Text.Json;
using System.Text.Json.Serialization;

namespace TinyEclipse.Cli.Demo;

/// <summary>What the plugins send, as they write it.</summary>
internal sealed record CartReport(
    string CartToken,
    string? CustomerId,
    string? Email,
    string? Phone,
    string? Name,
    string CurrencyCode,
    long TotalMinor,
    IReadOnlyList<CartReport.Item> Items,
    DateTime OccurredAt,
    string? OrderId)
{
    public sealed record Item(string ProductId, string Name, int Quantity, long PriceMinor);
}

internal sealed record JourneyReport(
    string EventId,
    JourneyReport.Person Identity,
    string Touchpoint,
    string Title,
    string? Description,
    double? Sentiment,
    DateTime OccurredAt)
{
    public sealed record Person(string? CustomerId, string Email, string? Phone, string Name);
}

internal sealed record HeartbeatReport(DateTime OccurredAt, HeartbeatReport.Software Versions)
{
    public sealed record Software(string Wordpress, string Php, string Woocommerce, string Connector);
}

internal static class ShopJson
{
    public static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };
}
