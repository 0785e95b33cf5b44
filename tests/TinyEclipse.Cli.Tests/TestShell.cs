namespace TinyEclipse.Cli.Tests;

/// <summary>A terminal that remembers what te wrote, in an empty folder, with no settings but those a test gives.</summary>
internal sealed class TestShell : IDisposable
{
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("te-cli-");

    public Dictionary<string, string> Environment { get; } = new(StringComparer.Ordinal);

    public bool IsTerminal { get; init; }

    public string Input { get; init; } = "";

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public string Folder => _folder.FullName;

    public string LoginPath => Path.Combine(Folder, "config", "tinyeclipse", "te.json");

    /// <summary>What was written until now; a command that goes on and on writes meanwhile.</summary>
    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    public string Error
    {
        get
        {
            lock (_error)
                return _error.ToString();
        }
    }

    public IReadOnlyList<string> Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public Task<int> RunAsync(params string[] arguments) => RunAsync(CancellationToken.None, arguments);

    public Task<int> RunAsync(CancellationToken cancellationToken, params string[] arguments) => Te.RunAsync(arguments, Shell(), cancellationToken);

    public Shell Shell() => new()
    {
        Input = new StringReader(Input),
        Output = TextWriter.Synchronized(_output),
        Error = TextWriter.Synchronized(_error),
        IsTerminal = IsTerminal,
        Environment = name => name == "XDG_CONFIG_HOME" ? Path.Combine(Folder, "config") : Environment.GetValueOrDefault(name),
        Folder = Folder,
        Time = Time,
    };

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        _output.Dispose();
        _error.Dispose();
    }
}
