using System.Net;
using System.Runtime.CompilerServices;

namespace Grpc.Net.Client.Requests;

/// <summary>One attempt of a <see cref="StreamingBody"/>: lends it the request stream until no message follows.</summary>
internal sealed class StreamingContent(StreamingBody body) : RequestContent
{
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Stream? _stream;

    /// <summary>How many of the kept frames were sent before the attempt went live.</summary>
    public int Replayed { get; private set; }

    /// <summary>Completes when it is settled whether another attempt follows.</summary>
    public Task Over => _over.Task;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> frame, bool flush, CancellationToken cancellationToken)
    {
        await _stream!.WriteAsync(frame, cancellationToken);
        if (flush)
            await _stream.FlushAsync(cancellationToken);
    }

    public void Finish() => _finished.TrySetResult();

    public void SetOver() => _over.TrySetResult();

    public void Abort()
    {
        _finished.TrySetCanceled();
        SetOver();
    }

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        _stream = stream;
        await stream.FlushAsync(cancellationToken); // The server may answer before the first message.
        while (body.NextOrGoLive(this) is { } frame)
        {
            await stream.WriteAsync(frame, cancellationToken);
            await stream.FlushAsync(cancellationToken);
            Replayed++;
        }

        await _finished.Task.WaitAsync(cancellationToken);
    }
}
