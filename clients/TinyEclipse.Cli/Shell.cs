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
