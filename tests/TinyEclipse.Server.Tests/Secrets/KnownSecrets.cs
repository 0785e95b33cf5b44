using System.Text;

namespace TinyEclipse.Server.Tests.Secrets;

/// <summary>Secrets that a test knows, and where a text gives one of them away: as it is, in hexadecimal, or somewhere within base64.</summary>
public sealed class KnownSecrets
{
    // What is shorter stands in any text by chance.
    private const int FewestBytes = 8;

    private readonly List<(string Name, string[] Forms)> _secrets = [];

    public IEnumerable<string> Names => _secrets.Select(secret => secret.Name);

    public string Add(string name, string secret)
    {
        Add(name, Encoding.UTF8.GetBytes(secret));
        return secret;
    }

    public byte[] Add(string name, byte[] secret)
    {
        Assert.InRange(secret.Length, FewestBytes, int.MaxValue);
        string[] asText = IsText(secret) ? [Encoding.UTF8.GetString(secret)] : [];
        string[] readable = [.. asText, Convert.ToHexStringLower(secret), .. Base64Forms(secret), .. Base64Forms(secret).Select(ToUrlForm)];
        // A column of bytes is shown in hexadecimal, and may hold any of these as text.
        _secrets.Add((name, [.. readable, .. readable.Select(form => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(form)))]));
        return secret;
    }

    /// <summary>The names of those that the text gives away.</summary>
    public IReadOnlyList<string> In(string text) =>
        [.. _secrets.Where(secret => Array.Exists(secret.Forms, form => text.Contains(form, StringComparison.OrdinalIgnoreCase))).Select(secret => secret.Name)];

    private static bool IsText(byte[] secret) => Array.TrueForAll(secret, value => value is >= 0x20 and < 0x7f);

    /// <summary>Base64 of anything that holds the secret holds one of these, by where it begins; the characters it shares with its neighbours are left out.</summary>
    private static IEnumerable<string> Base64Forms(byte[] secret)
    {
        for (var before = 0; before < 3; before++)
        {
            var whole = Convert.ToBase64String([.. new byte[before], .. secret]).TrimEnd('=');
            var last = (before + secret.Length) % 3 == 0 ? whole.Length : whole.Length - 1;
            yield return whole[(before == 0 ? 0 : before + 1)..last];
        }
    }

    private static string ToUrlForm(string base64) => base64.Replace('+', '-').Replace('/', '_');
}
