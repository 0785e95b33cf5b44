namespace Grpc.Framing;

/// <summary>The base64 of "-bin" headers: written padded, read padded or not.</summary>
internal static class BinaryHeader
{
    public static string Encode(ReadOnlySpan<byte> value) => Convert.ToBase64String(value);

    public static bool TryDecode(ReadOnlySpan<char> text, out byte[] value)
    {
        text = text.Trim(' ').TrimEnd('=');
        if (text.Length % 4 == 1 || !Convert.TryFromBase64Chars(Pad(text), value = new byte[text.Length / 4 * 3 + 3], out var written))
        {
            value = [];
            return false;
        }

        Array.Resize(ref value, written);
        return true;
    }

    private static string Pad(ReadOnlySpan<char> text) =>
        (text.Length % 4) switch
        {
            2 => $"{text}==",
            3 => $"{text}=",
            _ => text.ToString(),
        };
}
