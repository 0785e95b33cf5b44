using Spectre.Console;

namespace TinyEclipse.Cli;

/// <summary>The terminal and the process that te runs in. A test gives its own.</summary>
internal sealed record Shell
{
    public required TextReader Input { get; init; }

    public required TextWriter Output { get; init; }

    public required TextWriter Error { get; init; }

    /// <summary>Somebody sits at the keyboard and can be asked.</summary>
    public bool IsInteractive { get; init; }

    /// <summary>Output is read by a person: colours, and lines no longer than the window.</summary>
    public bool IsTerminal { get; init; }

    public int Width { get; init; } = 80;

    public required Func<string, string?> Environment { get; init; }

    /// <summary>The current folder.</summary>
    public required string Folder { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Asks who sits at the keyboard, on the error stream, so that the output stays the answer's.</summary>
    public Func<Shell, TextPrompt<string>, string> Prompt { get; init; } =
        (shell, question) => AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(shell.Error) }).Prompt(question);

    /// <summary>Asks at a terminal, else reads a line of the input.</summary>
    /// <exception cref="UsageException">There is neither.</exception>
    public string Ask(TextPrompt<string> question, string whenMissing)
    {
        if (IsInteractive)
            return Prompt(this, question);
        return Input.ReadLine() is { Length: > 0 } line ? line : throw new UsageException(whenMissing);
    }

    public static Shell OfThisProcess() => new()
    {
        Input = Console.In,
        Output = Console.Out,
        Error = Console.Error,
        IsInteractive = !Console.IsInputRedirected && !Console.IsErrorRedirected,
        IsTerminal = !Console.IsOutputRedirected,
        Width = Console.IsOutputRedirected ? int.MaxValue : Console.WindowWidth is > 0 and var width ? width : 80,
        Environment = System.Environment.GetEnvironmentVariable,
        Folder = Directory.GetCurrentDirectory(),
    };
}
