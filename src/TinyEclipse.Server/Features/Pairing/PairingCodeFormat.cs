using System.Security.Cryptography;
using System.Text;

namespace TinyEclipse.Server.Features.Pairing;

/// <summary>Codes that are read out and typed in: letters and digits that nobody takes for one another.</summary>
public static class PairingCodeFormat
{
    // Without 0 O 1 I L 8 B 5 S 2 Z, and without vowels, which make words.
    private const string Alphabet = "34679CDFGHJKMNPQRTVWXY";
    private const int Length = 8;
    private const int Half = Length / 2;

    /// <summary>22^8: 55 thousand million, of which a few are good for 10 minutes.</summary>
    public static string New()
    {
        var code = RandomNumberGenerator.GetString(Alphabet, Length);
        return $"{code[..Half]}-{code[Half..]}";
    }

    /// <summary>Null for what cannot be a code.</summary>
    public static byte[]? Hash(string typed)
    {
        var code = string.Concat(typed.Where(character => character != '-' && !char.IsWhiteSpace(character))).ToUpperInvariant();
        return code.Length == Length && code.All(character => Alphabet.Contains(character, StringComparison.Ordinal)) ? SHA256.HashData(Encoding.UTF8.GetBytes(code)) : null;
    }
}
