using System.Globalization;
using System.Text;

namespace TinyEclipse.Cli.Output;

/// <summary>Names and titles come from shoppers: none may move the cursor, change colours or turn the line around.</summary>
internal static class SafeText
{
    public static string OneLine(string text) =>
        text.Any(IsUnsafe) ? string.Concat(text.Select(character => IsUnsafe(character) ? ' ' : character)).Trim() : text;

    /// <summary>Shortens to a number of visible characters, the last of which then is an ellipsis.</summary>
    public static string Fit(string text, int width)
    {
        var letters = StringInfo.ParseCombiningCharacters(text);
        return letters.Length <= width ? text : text[..letters[Math.Max(0, width - 1)]] + "…";
    }

    public static int Width(string text) => new StringInfo(text).LengthInTextElements;

    /// <summary>Breaks at spaces into lines no longer than the width; a longer word keeps a line of its own.</summary>
    public static IEnumerable<string> Wrap(string text, int width)
    {
        var line = new StringBuilder();
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line.ToString();
                line.Clear();
            }

            line.Append(line.Length > 0 ? " " : "").Append(word);
        }

        if (line.Length > 0)
            yield return line.ToString();
    }

    /// <summary>Controls (C0, C1), line separators, and the marks that reverse the direction of writing.</summary>
    private static bool IsUnsafe(char character) =>
        char.IsControl(character) || character is '\u2028' or '\u2029' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
