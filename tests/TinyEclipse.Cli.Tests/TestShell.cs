using System.Text.Json.Nodes;
using TinyEclipse.Server.Tests;

namespace TinyEclipse.Cli.Tests;

/// <summary>A terminal that remembers what te wrote, in an empty folder, with no settings but those a test gives.</summary>
internal sealed class TestShell : IDisposable
{
    private readonly SharedWriter _output = new();
    private readonly SharedWriter _error = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("te-cli-");

    public Dictionary<string, string> Environment { get; } = new(StringComparer.Ordinal);

    public bool IsTerminal { get; init; }

    public string Input { get; init; } = "";

    /// <summary>What somebody at the keyboard answers, question by question; without answers nobody sits there.</summary>
    public Queue<string> Answers { get; } = new();

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Of somebody who works for a tenant, beside its server.</summary>
    public static TestShell Of(TestTenant tenant, TestCaller? caller = null) => new()
    {
        Environment =
        {
            ["TE_GRPC_URL"] = tenant.Server.GrpcAddress.ToString(),
            ["TE_URL"] = tenant.Server.HttpAddress.ToString(),
            ["TE_API_TOKEN"] = (caller ?? tenant.Owner).Token,
            ["TE_SITE_TOKEN"] = tenant.Site.Token,
        },
    };

    public string Folder => _folder.FullName;

    public string LoginPath => Path.Combine(Folder, "config", "tinyeclipse", "te.json");

    /// <summary>What was written until now; a command that goes on and on writes meanwhile.</summary>
    public string Output => _output.ToString();

    public string Error => _error.ToString();

    public IReadOnlyList<string> Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The JSON document that a command answers.</summary>
    public async Task<JsonNode> JsonAsync(params string[] arguments)
    {
        _output.Clear();
        _error.Clear();
        Assert.Equal((ExitCode.Ok, ""), (await RunAsync([.. arguments, "--json"]), Error));
        return JsonNode.Parse(Output)!;
    }

    /// <summary>Starts a command that goes on and on, and waits for the sentence by which it says that it is ready.</summary>
    public async Task<GoingOn> StartAsync(string readySentence, params string[] arguments)
    {
        var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var run = RunAsync(stop.Token, arguments);
        await UntilAsync(() => run.IsCompleted || Error.Contains(readySentence, StringComparison.Ordinal));
        return new GoingOn(run, stop);
    }

    /// <summary>Waits for what te writes meanwhile.</summary>
    public Task UntilAsync(Func<bool> isSo) => Eventually.HoldsAsync(() => Task.FromResult(isSo()), () => $"te wrote: {Output}{Error}");

    public Task<int> RunAsync(params string[] arguments) => RunAsync(CancellationToken.None, arguments);

    public Task<int> RunAsync(CancellationToken cancellationToken, params string[] arguments) => Te.RunAsync(arguments, Shell(), cancellationToken);

    public Shell Shell() => new()
    {
        Input = new StringReader(Input),
        Output = _output,
        Error = _error,
        IsTerminal = IsTerminal,
        IsInteractive = Answers.Count > 0,
        Prompt = (_, _) => Answers.Dequeue(),
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

    /// <summary>A command until somebody presses Ctrl-C.</summary>
    internal sealed record GoingOn(Task<int> Run, CancellationTokenSource Stop)
    {
        /// <summary>Its exit code.</summary>
        public async Task<int> InterruptAsync()
        {
            await Stop.CancelAsync();
            var exitCode = await Run;
            Stop.Dispose();
            return exitCode;
        }
    }

    /// <summary>Read by a test while te writes.</summary>
    private sealed class SharedWriter : StringWriter
    {
        private readonly Lock _writing = new();

        public override void Write(char value)
        {
            lock (_writing)
                base.Write(value);
        }

        public override void Write(char[] buffer, int index, int count)
        {
            lock (_writing)
                base.Write(buffer, index, count);
        }

        public override void Write(ReadOnlySpan<char> buffer)
        {
            lock (_writing)
                base.Write(buffer);
        }

        public override void Write(string? value)
        {
            lock (_writing)
                base.Write(value);
        }

        public override void WriteLine(string? value) => Write(value + NewLine);

        public void Clear()
        {
            lock (_writing)
                GetStringBuilder().Clear();
        }

        public override string ToString()
        {
            lock (_writing)
                return base.ToString();
        }
    }
}
