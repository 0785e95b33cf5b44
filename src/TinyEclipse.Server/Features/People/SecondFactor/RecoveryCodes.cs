using System.Security.Cryptography;
using System.Text;

namespace TinyEclipse.Server.Features.People.SecondFactor;

/// <summary>Codes for the day the authenticator is lost. Each opens once; only hashes are kept.</summary>
public static class RecoveryCodes
{
    private const int Count = 10;
    private const int Bytes = 10; // 80 bits: too many to try, even for who has the hashes
    private const int Group = 4;

    public static IReadOnlyList<string> New() =>
        [.. Enumerable.Range(0, Count).Select(_ => string.Join('-', Base32.Encode(RandomNumberGenerator.GetBytes(Bytes)).ToLowerInvariant().Chunk(Group).Select(part => new string(part))))];

    /// <summary>The same for a code however it was typed, and another for each person.</summary>
    public static byte[] Hash(Guid personId, string code)
    {
        var typed = code.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant);
        return SHA256.HashData(Encoding.UTF8.GetBytes($"{personId} {string.Concat(typed)}"));
    }
}
