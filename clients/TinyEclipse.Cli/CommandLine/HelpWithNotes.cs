using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using TinyEclipse.Cli.Output;

namespace TinyEclipse.Cli.CommandLine;

/// <summary>The usual help, and below it what a command has to say beyond a line.</summary>
internal sealed class HelpWithNotes(IReadOnlyDictionary<string, string> notes) : SynchronousCommandLineAction
{
    private readonly HelpAction _help = new();

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var shell = ((Invocation)parseResult.InvocationConfiguration).Shell;
        _help.MaxWidth = shell.Width;
        _help.Invoke(parseResult);
        if (notes.TryGetValue(parseResult.CommandResult.Command.Name, out var note))
        {
            foreach (var line in note.Split('\n').SelectMany(line => Wrap(line, shell.Width)))
                shell.Output.WriteLine(line);
            shell.Output.WriteLine();
        }

        return ExitCode.Ok;
    }

    /// <summary>An indented line is a list's, and stays as it is.</summary>
    private static IEnumerable<string> Wrap(string line, int width) =>
        line.StartsWith(' ') ? [line] : SafeText.Wrap(line, width).DefaultIfEmpty("");
}
