using System.Runtime.CompilerServices;
using Grpc.Net.Client.Retries;

namespace Grpc.Net.Client.Requests;

/// <summary>
/// Messages that go straight into the request stream that is live. While a retry is possible they are kept as well,
/// and a new stream begins with what was kept.
/// </summary>
internal sealed partial class StreamingBody(RetryBuffer? retryBuffer) : RequestBody
{
    private readonly Lock _lock = new();
    private bool _completed;
    private bool _ended;
    private StreamingContent? _content;
    private StreamingRun? _run;

    // The run that takes messages, or null once the call is over. Replaced when a run that was live comes to nothing.
    private TaskCompletionSource<StreamingRun?> _live = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override RequestContent CreateContent()
    {
        lock (_lock)
            return _content = new StreamingContent(this);
    }

    /// <summary>Completes when the frame is on its way, or kept for the run that will send it.</summary>
    /// <exception cref="OperationCanceledException">The call is over.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> frame, bool flush, CancellationToken cancellationToken)
    {
        var position = Keep(frame);
        while (true)
        {
            var run = await LiveRun() ?? throw new OperationCanceledException("The call is over.");
            if (position <= run.Replayed)
                return;
            if (!MayWrite(run, position))
                continue;

            try
            {
                await run.WriteAsync(frame, flush, cancellationToken);
                return;
            }
            catch (Exception) when (CanRetry)
            {
                // Either another run sends the frame again, or it is settled that none does.
                await run.Settled;
            }
        }
    }

    /// <summary>No message follows.</summary>
    public void Complete()
    {
        lock (_lock)
        {
            _completed = true;
            if (_live.Task is { IsCompletedSuccessfully: true, Result: { } run })
                run.Finish();
        }
    }

    public override void AttemptFailed()
    {
        lock (_lock)
        {
            if (_ended)
                return;
            _content = null;
            EndRun();
        }
    }

    public override void Commit()
    {
        lock (_lock)
        {
            StopKeeping();
            _run?.Settle();
        }
    }

    public override void Dispose()
    {
        lock (_lock)
        {
            if (_ended)
                return;
            _ended = true;
            StopKeeping();
            EndRun();
            _live.SetResult(null);
        }
    }

    /// <summary>Starts a run from the first message on.</summary>
    /// <exception cref="HttpIOException">Messages were sent before that are not there to be sent again.</exception>
    internal StreamingRun Begin(StreamingContent content, Stream stream)
    {
        lock (_lock)
        {
            ThrowIfOver(content == _content);
            if (!_isRepeatable)
                throw new HttpIOException(HttpRequestError.ResponseEnded, "The connection was lost after messages had been sent.");
            EndRun();
            return _run = new StreamingRun(stream);
        }
    }

    /// <summary>The next kept frame a run has to send; null once it has sent them all and is live.</summary>
    internal byte[]? NextOrGoLive(StreamingRun run)
    {
        lock (_lock)
        {
            ThrowIfOver(run == _run);
            if (run.Replayed < _kept.Count)
                return _kept[run.Replayed];

            _live.TrySetResult(run);
            if (_completed)
                run.Finish();
            ForgetKept();
            return null;
        }
    }

    private Task<StreamingRun?> LiveRun()
    {
        lock (_lock)
            return _live.Task;
    }

    // False if another run has taken over in the meantime.
    private bool MayWrite(StreamingRun run, int? position)
    {
        lock (_lock)
        {
            if (run != _run)
                return false;
            _isRepeatable &= position is not null;
            return true;
        }
    }

    private void EndRun()
    {
        if (_live.Task.IsCompleted)
            _live = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _run?.Abort();
        _run = null;
    }

    private void ThrowIfOver(bool isCurrent)
    {
        if (_ended || !isCurrent)
            throw new OperationCanceledException("The attempt is over.");
    }
}
