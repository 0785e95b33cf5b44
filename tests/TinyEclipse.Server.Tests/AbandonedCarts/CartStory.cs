using System.Globalization;
using TinyEclipse.Server.Features.AbandonedCarts;
using TinyEclipse.Shop.V1;

namespace TinyEclipse.Server.Tests.AbandonedCarts;

/// <summary>
/// Tells a cart's life in a line, in the order in which things arrive: "filled@0 judged@61m ordered@2h#7". The time is the shopper's, in minutes
/// where it has no unit: a report that arrives late stands further on in the line than its time. Nobody is told when it is "judged-silently".
/// </summary>
public static class CartStory
{
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan AbandonAfter = TimeSpan.FromMinutes(60);

    public static Cart Tell(string story) => story.Split(' ').Aggregate((Cart?)null, Happen)!;

    public static DateTimeOffset At(string time) => Start + time[^1] switch
    {
        's' => TimeSpan.FromSeconds(Number(time[..^1])),
        'm' => TimeSpan.FromMinutes(Number(time[..^1])),
        'h' => TimeSpan.FromHours(Number(time[..^1])),
        'd' => TimeSpan.FromDays(Number(time[..^1])),
        _ => TimeSpan.FromMinutes(Number(time)),
    };

    /// <summary>"filled@5": its only product is named after its time.</summary>
    public static CartReport Report(string what, string order = "", Shopper? shopper = null)
    {
        var (verb, time) = Split(what, '@');
        CartItem[] items = verb is "emptied" or "ordered" ? [] : [new() { ProductId = time, Name = "Pralines", Quantity = 1, PriceMinor = 1250 }];
        var orderId = verb is "ordered" or "ordered-with-items" ? order : "";
        return new(At(time), new("EUR", items.Length * 1250, items), shopper ?? Shopper.Unknown, orderId);
    }

    private static Cart? Happen(Cart? cart, string what)
    {
        var (verb, time) = Split(what, '@');
        if (verb is "judged" or "judged-silently")
            return CartRules.Judge(cart!, new(AbandonAfter, MayTell: verb is "judged"), At(time));

        var (report, order) = Split(what, '#');
        return CartRules.Report(cart, Report(report, order.Length > 0 ? order : "1"));
    }

    private static (string Before, string After) Split(string text, char separator)
    {
        var parts = text.Split(separator, 2);
        return (parts[0], parts.Length > 1 ? parts[1] : "");
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
