using System.Buffers.Text;
using System.Globalization;

namespace Microsoft.AspNetCore.Grpc.JsonTranscoding.Json;

/// <summary>Reads whole numbers exactly, also when they are written as 1.0 or 1e3.</summary>
internal static class IntegerText
{
    public const string Expectation = "must be a whole number";

    /// <summary>No 64-bit number has more.</summary>
    private const int MostDigits = 20;

    /// <summary>Returns what is wrong with the text, or null.</summary>
    public static string? Read(ReadOnlySpan<byte> text, Int128 minimum, Int128 maximum, out Int128 value)
    {
        value = 0;
        if (text.IsEmpty || !IsDigit(text[^1]) || !(text[0] == '-' || IsDigit(text[0])))
            return Expectation;

        if (Utf8Parser.TryParse(text, out long plain, out var used) && used == text.Length)
            value = plain;
        else if (!TryReadDecimal(text, out value))
            return Expectation;

        return value >= minimum && value <= maximum
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"{Expectation} from {minimum} to {maximum}");
    }

    // [-] digits [. digits] [e [+-] digits]. False also if it is not whole; far beyond every range if it is too large.
    private static bool TryReadDecimal(ReadOnlySpan<byte> text, out Int128 value)
    {
        value = 0;
        var magnitude = text[0] == '-' ? text[1..] : text;
        var end = magnitude.IndexOfAny((byte)'e', (byte)'E');
        var mantissa = end < 0 ? magnitude : magnitude[..end];
        if (!TryReadExponent(end < 0 ? [] : magnitude[(end + 1)..], out var exponent)
            || !TryReadMantissa(mantissa, out var significand, out var digits, out var scale))
            return false;

        if (digits == 0)
            return true;

        var shift = scale + exponent;
        if (shift < 0)
            return false;

        value = digits + shift > MostDigits ? Int128.MaxValue : ShiftLeft(significand, shift);
        value = text[0] == '-' ? -value : value;
        return true;
    }

    // The number is the significand, which neither begins nor ends with zero, times 10 to the scale.
    private static bool TryReadMantissa(ReadOnlySpan<byte> text, out Int128 significand, out long digits, out long scale)
    {
        (significand, digits, scale) = (0, 0, 0);
        long zeros = 0;
        var point = text.IndexOf((byte)'.');
        for (var i = 0; i < text.Length; i++)
        {
            if (i == point)
                continue;
            if (!IsDigit(text[i]))
                return false;

            zeros++;
            if (text[i] == '0')
                continue;
            digits = digits == 0 ? 1 : digits + zeros;
            if (digits <= MostDigits)
                significand = ShiftLeft(significand, zeros) + text[i] - '0';
            zeros = 0;
        }

        scale = zeros - (point < 0 ? 0 : text.Length - 1 - point);
        return true;
    }

    private static bool TryReadExponent(ReadOnlySpan<byte> text, out long exponent)
    {
        const long Beyond = int.MaxValue;
        exponent = 0;
        var isNegative = !text.IsEmpty && text[0] == '-';
        var digits = isNegative || (!text.IsEmpty && text[0] == '+') ? text[1..] : text;
        foreach (var digit in digits)
        {
            if (!IsDigit(digit))
                return false;
            exponent = Math.Min((exponent * 10) + digit - '0', Beyond);
        }

        exponent = isNegative ? -exponent : exponent;
        return true;
    }

    private static Int128 ShiftLeft(Int128 value, long digits)
    {
        for (; digits > 0 && value != 0; digits--)
            value *= 10;
        return value;
    }

    private static bool IsDigit(byte character) => character is >= (byte)'0' and <= (byte)'9';
}
