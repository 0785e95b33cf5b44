using System.Text.RegularExpressions;

namespace TinyEclipse.Server.OpenApi.Generator;

/// <summary>Names of protos as people read them.</summary>
public static partial class Words
{
    /// <summary>"AbandonedCart" is "Abandoned cart".</summary>
    public static string Sentence(string name)
    {
        var words = Boundary().Replace(name, " ").ToLowerInvariant();
        return char.ToUpperInvariant(words[0]) + words[1..];
    }

    public static string WithoutSuffix(string name, string suffix) =>
        name.Length > suffix.Length && name.EndsWith(suffix, StringComparison.Ordinal) ? name[..^suffix.Length] : name;

    [GeneratedRegex("(?<=[a-z0-9])(?=[A-Z])", RegexOptions.None, 1000)]
    private static partial Regex Boundary();
}
