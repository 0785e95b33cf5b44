using System.Text;
using TinyEclipse.Server.Rpc;

namespace TinyEclipse.Server.Features.People.Passwords;

/// <summary>What may be a password (NIST SP 800-63B): long enough and not what everybody guesses first; no recipe of signs and digits.</summary>
public static class PasswordRules
{
    public const int LeastCharacters = 10;
    public const int MostCharacters = 200;

    /// <summary>More is not looked at, not even to say no.</summary>
    public const int MostTyped = 1000;

    private const int LeastDistinct = 4;
    private const int LeastPersonalWord = 4;

    /// <summary>As it is hashed: keyboards and systems write the same character in different ways.</summary>
    public static string Normalize(string password) => password.Normalize(NormalizationForm.FormKC);

    /// <summary>Checks a new password of the person with this address and name.</summary>
    public static Checks Password(this Checks checks, string field, string password, string email, string displayName)
    {
        var rule = Refuse(password, [email, email.Split('@')[0], displayName]);
        return checks.Field(field, rule is null, rule ?? "");
    }

    /// <summary>What is wrong with it, as the rule of a field; null when nothing is.</summary>
    public static string? Refuse(string password, params ReadOnlySpan<string> ownWords)
    {
        var normalized = Normalize(password);
        var length = normalized.EnumerateRunes().Count();
        if (length is < LeastCharacters or > MostCharacters)
            return $"must be {LeastCharacters} to {MostCharacters} characters";

        var folded = Fold(normalized);
        if (CommonPasswords.Contains(folded) || folded.EnumerateRunes().Distinct().Count() < LeastDistinct || IsSequence(folded))
            return "is among those that are guessed first";
        foreach (var word in ownWords)
        {
            if (IsMadeOf(folded, Fold(word)))
                return "must not be your name or address";
        }
        return null;
    }

    private static string Fold(string text) => text.ToLowerInvariant().Replace(" ", "", StringComparison.Ordinal);

    // 1234567890, abcdefghij, or such a row downwards.
    private static bool IsSequence(string text)
    {
        var step = text[1] - text[0];
        if (step is not (1 or -1))
            return false;

        var breaks = 0;
        for (var at = 1; at < text.Length; at++)
        {
            if (text[at] - text[at - 1] != step)
                breaks++;
        }
        return breaks <= 1; // 1234567890 breaks once, before the 0
    }

    /// <summary>The word itself, or the word with a little behind or before it: an.peeters2026.</summary>
    private static bool IsMadeOf(string password, string word) =>
        word.Length >= LeastPersonalWord
        && password.Contains(word, StringComparison.Ordinal)
        && password.Length - word.Length < LeastCharacters / 2;
}
