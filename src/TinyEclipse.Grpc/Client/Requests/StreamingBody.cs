using System.Runtime.CompilerServices;
using Grpc.Net.Client.Retries;

namespace Grpc.Net.Client.Requests;

/// <summary>
/// Messages that go straight into the stream of the attempt that is live. While a retry is possible they are kept as well,
/// and a new attempt begins by sending what was kept.
/// </summary>
internal sealed class StreamingBody(RetryBuffer? retryBuffer) : RequestBody
{
    private readonly Lock _lock = new();
    private readonly List<byte[]> _kept = [];
    private long _keptBytes;
    private bool _isKeeping = retryBuffer is not null;
    private bool _completed;
    private bool _ended;
    private StreamingContent? _attempt;

    // The attempt that takes messages, or null once the call is over. Replaced when an attempt that was live fails.
    private TaskCompletionSource<StreamingContent?> _live = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override bool CanRetry
    {
        get
        {
            lock (_lock)
                return _isKeeping;
        }
    }

    public override RequestContent CreateContent()
    {
        lock (_lock)
            return _attempt = new StreamingContent(this);
    }

    /// <summary>Completes when the frame is on its way, or kept for the attempt that will send it.</summary>
    /// <exception cref="OperationCanceledException">The call is over.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> frame, bool flush, CancellationToken cancellationToken)
    {
        var position = Keep(frame);
        while (true)
        {
            var attempt = await LiveAttempt() ?? throw new OperationCanceledException("The call is over.");
            if (position <= attempt.Replayed)
                return;

            try
            {
                await attempt.WriteAsync(frame, flush, cancellationToken);
                return;
            }
            catch (Exception) when (CanRetry)
            {
                // Either another attempt sends the frame again, or it is settled that none does.
                await attempt.Over;
            }
        }
    }

    /// <summary>No message follows.</summary>
    public void Complete()
    {
        lock (_lock)
        {
            _completed = true;
            if (_live.Task is { IsCompletedSuccessfully: true, Result: { } attempt })
                attempt.Finish();
        }
    }

    public override void AttemptFailed()
    {
        lock (_lock)
        {
            if (_ended)
                return;
            if (_live.Task.IsCompleted)
                _live = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _attempt?.Abort();
        }
    }

    public override void Commit()
    {
        lock (_lock)
        {
            StopKeeping();
            _attempt?.SetOver();
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
            if (_live.Task.IsCompleted)
                _live = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _live.SetResult(null);
            _attempt?.Abort();
        }
    }

    /// <summary>The next kept frame an attempt has to send; null once it has sent them all and is live.</summary>
    internal byte[]? NextOrGoLive(StreamingContent attempt)
    {
        lock (_lock)
        {
            if (_ended || attempt != _attempt)
                throw new OperationCanceledException("The attempt is over.");
            if (attempt.Replayed < _kept.Count)
                return _kept[attempt.Replayed];

            _live.TrySetResult(attempt);
            if (_completed)
                attempt.Finish();
            ForgetKept();
            return null;
        }
    }

    private Task<StreamingContent?> LiveAttempt()
    {
        lock (_lock)
            return _live.Task;
    }

    // Returns how many frames are kept with this one, or null if it is not kept.
    private int? Keep(ReadOnlyMemory<byte> frame)
    {
        lock (_lock)
        {
            if (!_isKeeping)
                return null;
            if (!retryBuffer!.TryReserve(frame.Length, _keptBytes))
            {
                StopKeeping();
                return null;
            }

            _keptBytes += frame.Length;
            _kept.Add(frame.ToArray());
            return _kept.Count;
        }
    }

    private void StopKeeping()
    {
        _isKeeping = false;
        ForgetKept();
    }

    // What is kept may still be needed after it was settled that there is no further attempt: this one may be sending it.
    private void ForgetKept()
    {
        if (_isKeeping || !(_ended || _live.Task.IsCompleted))
            return;
        retryBuffer?.Release(_keptBytes);
        _keptBytes = 0;
        _kept.Clear();
    }
}
