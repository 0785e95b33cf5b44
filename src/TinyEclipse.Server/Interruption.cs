using System.Runtime.InteropServices;

namespace TinyEclipse.Server;

/// <summary>
/// Ctrl-C, SIGTERM and a terminal that is closed, from the process's first moment: the host itself listens to them only once it runs, while PostgreSQL starts before.
/// They end the process by nothing but the order in which its main method stops what it started.
/// </summary>
public sealed class Interruption : IHostLifetime, IDisposable
{
    private readonly CancellationTokenSource _requested = new();
    private readonly PosixSignalRegistration[] _signals;

    public Interruption() =>
        _signals = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGQUIT, PosixSignal.SIGHUP }.Select(signal => PosixSignalRegistration.Create(signal, Request))];

    public CancellationToken Requested => _requested.Token;

    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        foreach (var signal in _signals)
            signal.Dispose();
        _requested.Dispose();
    }

    private void Request(PosixSignalContext signal)
    {
        signal.Cancel = true;
        _requested.Cancel();
    }
}
