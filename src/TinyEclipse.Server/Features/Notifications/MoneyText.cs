using System.Globalization;

namespace TinyEclipse.Server.Features.Notifications;

/// <summary>Writes an amount the way a reader's language does: € 45,00.</summary>
public static class MoneyText
{
    public static string Format(long amountMinor, string currencyCode, CultureInfo culture)
    {
        var digits = MinorDigits(currencyCode);
        var format = (NumberFormatInfo)culture.NumberFormat.Clone();
        format.CurrencySymbol = Symbol(currencyCode);
        format.CurrencyDecimalDigits = digits;

        var scale = 1m;
        for (var digit = 0; digit < digits; digit++)
            scale *= 10;
        return (amountMinor / scale).ToString("C", format);
    }

    // A dollar may be American, Canadian or Australian: what is not plain keeps its code.
    private static string Symbol(string currencyCode) => currencyCode switch
    {
        "EUR" => "€",
        "GBP" => "£",
        _ => currencyCode,
    };

    // ISO 4217: two digits, but for these.
    private static int MinorDigits(string currencyCode) => currencyCode switch
    {
        "BIF" or "CLP" or "DJF" or "GNF" or "ISK" or "JPY" or "KMF" or "KRW" or "PYG" or "RWF" or "UGX"
            or "UYI" or "VND" or "VUV" or "XAF" or "XOF" or "XPF" => 0,
        "BHD" or "IQD" or "JOD" or "KWD" or "LYD" or "OMR" or "TND" => 3,
        "CLF" or "UYW" => 4,
        _ => 2,
    };
}
