namespace TinyEclipse.Server.Database;

/// <summary>Lets one waiter be woken; being woken before waiting counts, being woken twice counts once.</summary>
public sealed class WakeUp
{
    private volatile TaskCompletionSource _signal = NewSignal();

    public void Set() => _signal.TrySetResult();

    /// <summary>Returns when woken, or after the time.</summary>
    public async Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        await _signal.Task.WaitAsync(atMost, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        _signal = NewSignal(); // who is woken looks for himself afterwards, so a signal that falls between is not lost
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
