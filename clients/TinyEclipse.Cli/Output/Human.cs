using System.Globalization;
using Google.Protobuf.WellKnownTypes;

namespace TinyEclipse.Cli.Output;

/// <summary>Money and times as a person reads them.</summary>
internal static class Human
{
    private static readonly HashSet<string> WithoutDecimals = new(
        ["BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"], StringComparer.Ordinal);

    private static readonly HashSet<string> WithThreeDecimals = new(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"], StringComparer.Ordinal);

    public static string Money(long minor, string currencyCode)
    {
        var decimals = WithoutDecimals.Contains(currencyCode) ? 0 : WithThreeDecimals.Contains(currencyCode) ? 3 : 2;
        var amount = minor / (decimal)Math.Pow(10, decimals);
        return $"{amount.ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)} {currencyCode}".TrimEnd();
    }

    /// <summary>How long ago, in at most four characters; empty when it never was.</summary>
    public static string Age(Timestamp? time, TimeProvider clock)
    {
        if (time is null)
            return "";
        var age = clock.GetUtcNow() - time.ToDateTimeOffset();
        return age switch
        {
            { TotalSeconds: < 1 } => Words.Now,
            { TotalMinutes: < 1 } => Count(age.TotalSeconds, "s"),
            { TotalHours: < 1 } => Count(age.TotalMinutes, "m"),
            { TotalDays: < 1 } => Count(age.TotalHours, "h"),
            _ => Count(age.TotalDays, "d"),
        };
    }

    /// <summary>The moment on the reader's own clock; empty when it never was.</summary>
    public static string Moment(Timestamp? time, TimeProvider clock) =>
        time is null ? "" : Local(time.ToDateTimeOffset(), clock).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    public static string ClockTime(DateTimeOffset time, TimeProvider clock) =>
        Local(time, clock).ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    public static string Percent(double share) => (share * 100).ToString("0.#", CultureInfo.InvariantCulture) + " %";

    private static DateTimeOffset Local(DateTimeOffset time, TimeProvider clock) => TimeZoneInfo.ConvertTime(time, clock.LocalTimeZone);

    private static string Count(double number, string unit) => Math.Floor(number).ToString(CultureInfo.InvariantCulture) + unit;
}
