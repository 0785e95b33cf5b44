namespace Grpc.Framing;

/// <summary>The base64 of "-bin" headers: written padded, read padded or not.</summary>
internal static class BinaryHeader
{
    public static string Encode(ReadOnlySpan<byte> value) => Convert.ToBase64String(value);

    public static bool TryDecode(ReadOnlySpan<char> text, out byte[] value)
    {
        var digits = text.Trim(' ').TrimEnd('=');
        var padding = (4 - (digits.Length % 4)) % 4;
        value = new byte[(digits.Length + padding) / 4 * 3];
        if (padding == 3 || !Convert.TryFromBase64String(string.Concat(digits, "==".AsSpan(0, padding)), value, out var written))
        {
            value = [];
            return false;
        }

        Array.Resize(ref value, written);
        return true;
    }
}
