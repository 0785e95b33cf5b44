namespace TinyEclipse.Cli.Output;

/// <param name="Shrinks">May be cut with an ellipsis when the window is too narrow.</param>
internal sealed record Column(string Header, bool Shrinks = false, bool AlignsRight = false);

/// <param name="Style">Spectre's markup style, for example "green"; only a terminal shows it.</param>
internal readonly record struct Cell(string Text, string Style = "")
{
    public static implicit operator Cell(string text) => new(text);
}

/// <summary>Rows under headers. Spectre's own table wraps a row over several lines; here a row is a line.</summary>
internal sealed class Table(params Column[] columns)
{
    private const int Narrowest = 8;
    private const string Gap = "  ";

    private readonly List<Cell[]> _rows = [];

    public int RowCount => _rows.Count;

    public Table Add(params ReadOnlySpan<Cell> cells)
    {
        _rows.Add([.. Enumerable.Zip(cells.ToArray(), columns, (cell, _) => cell with { Text = SafeText.OneLine(cell.Text) })]);
        return this;
    }

    /// <summary>For a window, where an empty column costs room; a script wants the columns it knows.</summary>
    public Table WithoutEmptyColumns()
    {
        var filled = Enumerable.Range(0, columns.Length).Where(i => _rows.Exists(row => row[i].Text.Length > 0)).ToList();
        var table = new Table([.. filled.Select(i => columns[i])]);
        foreach (var row in _rows)
            table.Add([.. filled.Select(i => row[i])]);
        return table;
    }

    /// <summary>The lines, header first, each a row of cells padded or cut to measure.</summary>
    public IEnumerable<IReadOnlyList<Cell>> Lines(int width)
    {
        var widths = Widths(width);
        yield return Line([.. columns.Select(column => new Cell(column.Header, "dim"))], widths);
        foreach (var row in _rows)
            yield return Line(row, widths);
    }

    private List<Cell> Line(Cell[] row, int[] widths)
    {
        var line = new List<Cell>();
        for (var i = 0; i < row.Length; i++)
        {
            var text = SafeText.Fit(row[i].Text, widths[i]);
            var padding = new string(' ', widths[i] - SafeText.Width(text));
            var isLast = i == row.Length - 1;
            line.Add(row[i] with { Text = columns[i].AlignsRight ? padding + text : isLast ? text : text + padding });
            if (!isLast)
                line.Add(Gap);
        }

        return line;
    }

    private int[] Widths(int available)
    {
        var widths = columns
            .Select((column, i) => _rows.Select(row => SafeText.Width(row[i].Text)).Append(SafeText.Width(column.Header)).Max())
            .ToArray();
        var excess = widths.Sum(width => (long)width) + (Gap.Length * (widths.Length - 1)) - available;
        while (excess-- > 0 && WidestThatShrinks(widths) is { } widest)
            widths[widest]--;
        return widths;
    }

    private int? WidestThatShrinks(int[] widths)
    {
        var widest = Enumerable.Range(0, widths.Length).Where(i => columns[i].Shrinks).MaxBy(i => widths[i], Comparer<int>.Default);
        return columns[widest].Shrinks && widths[widest] > Narrowest ? widest : null;
    }
}
