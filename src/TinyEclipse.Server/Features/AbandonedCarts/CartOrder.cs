using System.Globalization;
using TinyEclipse.Shop.V1;

namespace TinyEclipse.Server.Features.AbandonedCarts;

/// <summary>An order in which carts are listed (order_by of AIP-132), and how a page begins after the last row of the one before.</summary>
/// <param name="Name">As a request says it.</param>
/// <param name="After">The condition: @Key and @Id are those of the last row.</param>
/// <param name="By">The columns to sort by.</param>
/// <param name="KeyOf">What of a cart goes in the page token.</param>
/// <param name="Parse">The key out of a page token; what the first page begins after, for null.</param>
public sealed record CartOrder(string Name, string After, string By, Func<AbandonedCart, string> KeyOf, Func<string?, object> Parse)
{
    public static readonly IReadOnlyList<CartOrder> All =
    [
        new("activity_time desc", "(activity_at, id) < (@Key, @Id)", "activity_at desc, id desc", ActivityOf, key => Time(key, DateTime.MaxValue)),
        new("activity_time", "(activity_at, id) > (@Key, @Id)", "activity_at, id", ActivityOf, key => Time(key, DateTime.MinValue)),
        new("total_minor desc", "(total_minor, id) < (@Key, @Id)", "total_minor desc, id desc", TotalOf, key => Number(key, long.MaxValue)),
        new("total_minor", "(total_minor, id) > (@Key, @Id)", "total_minor, id", TotalOf, key => Number(key, long.MinValue)),
    ];

    public static string Names => string.Join(", ", All.Select(order => order.Name));

    /// <summary>The first, where the request names none; null for one that there is not.</summary>
    public static CartOrder? Find(string name) => name.Length == 0 ? All[0] : All.SingleOrDefault(order => order.Name == name);

    private static string ActivityOf(AbandonedCart cart) => cart.ActivityTime.ToDateTime().ToString("O", CultureInfo.InvariantCulture);

    private static string TotalOf(AbandonedCart cart) => cart.TotalMinor.ToString(CultureInfo.InvariantCulture);

    private static DateTime Time(string? key, DateTime first) =>
        key is null ? DateTime.SpecifyKind(first, DateTimeKind.Utc) : DateTime.Parse(key, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind);

    private static long Number(string? key, long first) => key is null ? first : long.Parse(key, CultureInfo.InvariantCulture);
}
