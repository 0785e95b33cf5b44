using System.Buffers;
using System.Text;

namespace TinyEclipse.Server.Rpc;

/// <summary>CSV as a Belgian Excel reads it: semicolons, and the mark of UTF-8 at the beginning.</summary>
public static class Csv
{
    public const string ContentType = "text/csv; charset=utf-8";
    public const string Mark = "\uFEFF";
    private static readonly SearchValues<char> NeedsQuotes = SearchValues.Create(";\"\r\n");

    public static void AppendRow(StringBuilder text, params ReadOnlySpan<string> cells)
    {
        for (var index = 0; index < cells.Length; index++)
            text.Append(index == 0 ? "" : ";").Append(Cell(cells[index]));
        text.Append("\r\n");
    }

    /// <summary>A cell that begins like a formula would be one: whoever chose a name could then reach into the reader's sheets. An apostrophe makes it text.</summary>
    private static string Cell(string value)
    {
        var text = value.Length > 0 && value.AsSpan().TrimStart(' ') is [var first, ..] && first is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '＝' or '＋' or '－' or '＠'
            ? "'" + value
            : value;
        return text.AsSpan().ContainsAny(NeedsQuotes) ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }
}
