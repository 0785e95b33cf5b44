using System.Diagnostics;

namespace TinyEclipse.Benchmarks;

/// <summary>A server in a process of its own, so that its processor time and memory are its alone.</summary>
public sealed class ServerProcess : IDisposable
{
    private readonly Process _process;

    private ServerProcess(Process process, Uri address) => (_process, Address) = (process, address);

    public Uri Address { get; }

    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public long ResidentMebibytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64 / (1024 * 1024);
        }
    }

    /// <summary>Starts a .NET program and waits for the line of output that holds its address.</summary>
    public static async Task<ServerProcess> StartAsync(string dll, string[] arguments, IReadOnlyDictionary<string, string> environment, Func<string, Uri?> address)
    {
        var start = new ProcessStartInfo("dotnet", [dll, .. arguments]) { RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        var process = Process.Start(start)!;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (address(line) is not { } found)
                continue;
            _ = process.StandardOutput.ReadToEndAsync(); // an unread pipe would stop the server once it is full
            return new ServerProcess(process, found);
        }
        throw new InvalidOperationException($"{dll} ended before it said where it answers.");
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
