using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace TinyEclipse.Server.Tenancy;

/// <summary>
/// Tokens: a prefix that tells what they open, 43 characters of base62 that hold 256 random bits, and a checksum of both in six more, so that typing errors
/// and inventions are refused without a look-up and leaked tokens are recognised with certainty. Only their SHA-256 is kept.
/// </summary>
public static partial class TokenFormat
{
    public const string SitePrefix = "te_site_";
    public const string ApiPrefix = "te_api_";
    public const string SessionPrefix = "te_session_";

    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const int SecretLength = 43;
    private const int ChecksumLength = 6;

    public static string New(string prefix)
    {
        var text = prefix + RandomNumberGenerator.GetString(Alphabet, SecretLength);
        return text + Checksum(text);
    }

    /// <summary>False for what cannot be a credential, so that it need not be looked up.</summary>
    public static bool IsCredential(string token) =>
        Credential().IsMatch(token) && Checksum(token[..^ChecksumLength]).Equals(token[^ChecksumLength..], StringComparison.Ordinal);

    public static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    /// <summary>The CRC-32 of zlib in base62, the most significant digit first.</summary>
    private static string Checksum(string text) => string.Create(ChecksumLength, Crc32(text), (digits, rest) =>
    {
        for (var place = digits.Length - 1; place >= 0; place--, rest /= (uint)Alphabet.Length)
            digits[place] = Alphabet[(int)(rest % (uint)Alphabet.Length)];
    });

    private static uint Crc32(string text)
    {
        const uint Polynomial = 0xEDB88320;
        var remainder = uint.MaxValue;
        foreach (var character in text)
        {
            remainder ^= character;
            for (var bit = 0; bit < 8; bit++)
                remainder = (remainder >> 1) ^ ((remainder & 1) * Polynomial);
        }
        return ~remainder;
    }

    [GeneratedRegex(@"\Ate_(site|api|session)_[0-9A-Za-z]{49}\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Credential();
}
