using System.Buffers;
using System.Globalization;
using System.Text;

namespace Grpc.Framing;

/// <summary>The percent-encoding of grpc-message: UTF-8 bytes outside 0x20 to 0x7E, and the percent sign, become %XX.</summary>
internal static class GrpcMessageEncoding
{
    private static readonly SearchValues<char> Literal =
        SearchValues.Create([.. Enumerable.Range(' ', '~' - ' ' + 1).Select(code => (char)code).Where(character => character != '%')]);

    public static string Encode(string message)
    {
        var firstOther = message.AsSpan().IndexOfAnyExcept(Literal);
        if (firstOther < 0)
            return message;

        var encoded = new StringBuilder(message.Length + 16).Append(message, 0, firstOther);
        foreach (var value in Encoding.UTF8.GetBytes(message[firstOther..]))
        {
            if (Literal.Contains((char)value))
                encoded.Append((char)value);
            else
                encoded.Append(CultureInfo.InvariantCulture, $"%{value:X2}");
        }

        return encoded.ToString();
    }

    /// <summary>Never fails: what is not a proper %XX stays as it is, for the message is all the caller will learn.</summary>
    public static string Decode(string message)
    {
        var firstPercent = message.IndexOf('%', StringComparison.Ordinal);
        if (firstPercent < 0)
            return message;

        var bytes = new ArrayBufferWriter<byte>(message.Length);
        for (var i = 0; i < message.Length;)
        {
            if (message[i] == '%' && TryReadByte(message.AsSpan(i + 1), out var value))
            {
                bytes.Write([value]);
                i += 3;
            }
            else
            {
                var length = char.IsSurrogatePair(message, i) ? 2 : 1;
                Encoding.UTF8.GetBytes(message.AsSpan(i, length), bytes);
                i += length;
            }
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    private static bool TryReadByte(ReadOnlySpan<char> text, out byte value)
    {
        value = 0;
        return text.Length >= 2 && byte.TryParse(text[..2], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
    }
}
