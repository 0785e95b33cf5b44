using System.Runtime.CompilerServices;
using Grpc.Net.Client.Calls;

namespace Grpc.Net.Client.Requests;

/// <summary>One request stream a <see cref="StreamingBody"/> is written into.</summary>
internal sealed class StreamingRun(Stream stream)
{
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>How many of the kept frames were sent before the run went live.</summary>
    public int Replayed { get; set; }

    /// <summary>Completes when no message follows.</summary>
    public Task Finished => _finished.Task;

    /// <summary>Completes when it is known whether another run follows.</summary>
    public Task Settled => _settled.Task;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> frame, bool flush, CancellationToken cancellationToken)
    {
        try
        {
            await stream.WriteAsync(frame, cancellationToken);
            if (flush)
                await stream.FlushAsync(cancellationToken);
        }
        catch (Exception failure) when (TransportErrors.IsSocketFailure(failure))
        {
            _finished.TrySetException(failure); // Over HTTP/1.1 nothing else tells the request that its connection is gone.
            throw;
        }
    }

    public void Finish() => _finished.TrySetResult();

    public void Settle() => _settled.TrySetResult();

    public void Abort()
    {
        _finished.TrySetCanceled();
        Settle();
    }
}
