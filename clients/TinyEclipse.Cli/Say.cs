using System.Globalization;

namespace TinyEclipse.Cli;

internal static class Say
{
    /// <summary>A sentence of <see cref="Words"/> with its blanks filled in.</summary>
    public static string That(string sentence, params ReadOnlySpan<object?> values) => string.Format(CultureInfo.InvariantCulture, sentence, values);
}
