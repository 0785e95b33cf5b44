using System.IO.Pipelines;
using Grpc.Core;
using Grpc.Framing;

namespace Grpc.AspNetCore.Server.Calls;

// A message that comes by itself is flushed at once. A service that writes faster than the clock ticks would pay for a flush, and the
// transport for a frame, with each: its messages go together, as soon as the thread pool gets to it or there are enough of them.
internal sealed partial class WireCallContext : IThreadPoolWorkItem
{
    private FrameGatherer? _gatherer;
    private long _flushTick = -1;
    private bool _flushQueued;

    // The flush of the thread pool, as long as the caller does not take what was sent: the next write waits for it. Never fails.
    private Task _heldBack = Task.CompletedTask;

    void IThreadPoolWorkItem.Execute()
    {
        lock (_gate)
        {
            _flushQueued = false;
            // A write that is in progress ends with a flush of its own.
            if (!_ended && !_writing && _gatherer is { Unflushed: > 0 })
                _heldBack = FlushHeldBackAsync();
        }
    }

    private static bool IsBuffered(WriteOptions? options) => options?.Flags.HasFlag(WriteFlags.BufferHint) == true;

    private bool MayWait()
    {
        if (_gatherer is null or { Unflushed: >= FrameGatherer.Enough })
            return false;
        if (_flushQueued)
            return true;

        var tick = Environment.TickCount64;
        if (_flushTick != tick)
        {
            _flushTick = tick;
            return false;
        }

        return _flushQueued = ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private ValueTask<FlushResult> BeginFlush(CancellationToken cancellationToken)
    {
        _gatherer?.HandOver();
        return HttpContext.Response.BodyWriter.FlushAsync(cancellationToken);
    }

    private async Task FinishWriteAsync(ValueTask<FlushResult> flush, CancellationToken cancellationToken)
    {
        try
        {
            await AwaitAsync(flush, cancellationToken);
        }
        finally
        {
            EndWrite();
        }
    }

    private async Task WriteHeldBackAsync<T>(Marshaller<T> marshaller, T message, WriteOptions? options, CancellationToken cancellationToken)
    {
        try
        {
            await _heldBack.WaitAsync(cancellationToken);
            ValueTask<FlushResult> flush;
            lock (_gate)
            {
                ThrowIfEnded();
                Serialize(marshaller, message, options ?? WriteOptions);
                flush = IsBuffered(options) ? default : BeginFlush(cancellationToken);
            }

            await AwaitAsync(flush, cancellationToken);
        }
        finally
        {
            EndWrite();
        }
    }

    private async Task FlushHeldBackAsync()
    {
        try
        {
            await AwaitAsync(BeginFlush(Lifetime.Token), Lifetime.Token);
        }
        catch (Exception)
        {
            // Whatever it was, the next write or the end of the call meets it, too.
        }
    }

    private async ValueTask AwaitAsync(ValueTask<FlushResult> flush, CancellationToken cancellationToken)
    {
        FlushResult result;
        try
        {
            result = await flush;
        }
        catch (Exception reason) when (reason is IOException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            throw Lifetime.CallerGone(reason);
        }

        ThrowIfCallerGone(result);
    }

    private void ThrowIfCallerGone(FlushResult result)
    {
        if (result.IsCompleted || result.IsCanceled)
            throw Lifetime.CallerGone(reason: null);
    }
}
