using System.Text.Json.Nodes;
using Google.Protobuf;
using Spectre.Console;
using TinyEclipse.Contracts;

namespace TinyEclipse.Cli.Output;

/// <summary>The answer of a command: for a person at a terminal, for a person's pipe, or as JSON.</summary>
internal sealed class Report
{
    private const int NarrowestText = 30;

    private readonly Shell _shell;
    private readonly IAnsiConsole? _console;
    private string? _lastNote;

    public Report(Shell shell, bool isJson)
    {
        _shell = shell;
        IsJson = isJson;
        if (shell.IsTerminal)
            _console = NewConsole(shell.Output);
    }

    public bool IsJson { get; }

    /// <summary>The one JSON document of a command, or nothing when a person reads.</summary>
    public bool Document(JsonNode document)
    {
        if (IsJson)
            _shell.Output.WriteLine(MessageJson.Format(document, indented: _shell.IsTerminal));
        return IsJson;
    }

    public bool Document(IMessage message) => IsJson && Document(MessageJson.ToNode(message));

    /// <summary>One line of a stream of JSON documents.</summary>
    public bool StreamedDocument(JsonNode document)
    {
        if (!IsJson)
            return false;
        _shell.Output.WriteLine(MessageJson.Format(document, indented: false));
        _shell.Output.Flush();
        return true;
    }

    public void Table(Table table)
    {
        if (table.RowCount == 0)
        {
            Note(Words.ThereAreNone); // and no header: a pipe that counts lines counts none
            return;
        }

        foreach (var line in _shell.IsTerminal ? table.WithoutEmptyColumns().Lines(_shell.Width) : table.Lines(int.MaxValue))
            Line([.. line]);
    }

    /// <summary>Names on the left, values beside them; what has no value is left out.</summary>
    public void Details(params IReadOnlyList<(string Name, Cell Value)> details)
    {
        var width = details.Max(detail => SafeText.Width(detail.Name));
        foreach (var (name, value) in details.Where(detail => detail.Value.Text.Length > 0))
            Line(new Cell(name.PadRight(width), "dim"), "  ", value with { Text = SafeText.OneLine(value.Text) });
    }

    /// <summary>A text behind what leads it in; at a terminal it goes on below its own beginning.</summary>
    public void Hanging(string text, params ReadOnlySpan<Cell> lead)
    {
        var indent = lead.ToArray().Sum(cell => SafeText.Width(cell.Text));
        var width = _shell.IsTerminal ? Math.Max(NarrowestText, _shell.Width - indent) : int.MaxValue;
        var lines = SafeText.Wrap(SafeText.OneLine(text), width).DefaultIfEmpty("").ToArray();
        Line([.. lead, lines[0]]);
        foreach (var line in lines[1..])
            Line(new string(' ', indent), line);
    }

    public void Line(params ReadOnlySpan<Cell> cells)
    {
        if (_console is null)
            _shell.Output.WriteLine(string.Concat(cells.ToArray().Select(cell => cell.Text)).TrimEnd());
        else
            _console.MarkupLine(string.Concat(cells.ToArray().Select(Markup)));
        _shell.Output.Flush();
    }

    /// <summary>About the answer, not part of it: a pipe does not get it.</summary>
    public void Note(string sentence) => _shell.Error.WriteLine(sentence);

    /// <summary>A note that stands below the answer.</summary>
    public void NoteAtEnd(string sentence) => _lastNote = sentence;

    public void End()
    {
        if (_lastNote is not null)
            Note(_lastNote);
    }

    /// <summary>Lines are fitted here; Spectre shall not break them again.</summary>
    private static IAnsiConsole NewConsole(TextWriter output)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.Yes, Out = new AnsiConsoleOutput(output), Interactive = InteractionSupport.No });
        console.Profile.Width = short.MaxValue;
        return console;
    }

    private static string Markup(Cell cell) =>
        cell.Style.Length == 0 ? cell.Text.EscapeMarkup() : $"[{cell.Style}]{cell.Text.EscapeMarkup()}[/]";
}
