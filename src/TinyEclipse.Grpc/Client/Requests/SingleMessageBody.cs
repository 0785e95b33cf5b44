using System.Net;
using Grpc.Framing;
using Grpc.Net.Client.Retries;

namespace Grpc.Net.Client.Requests;

/// <summary>One message, kept as a frame until the call is over.</summary>
internal sealed class SingleMessageBody : RequestBody
{
    private readonly Lock _lock = new();
    private readonly PooledBufferWriter _frame;
    private readonly RetryBuffer? _retryBuffer;
    private int _sending;
    private bool _ended;

    /// <summary>Takes over the frame. No retry buffer: the call is not retried.</summary>
    public SingleMessageBody(PooledBufferWriter frame, RetryBuffer? retryBuffer)
    {
        _frame = frame;
        CanRetry = retryBuffer?.TryReserve(frame.WrittenCount, 0) ?? false;
        _retryBuffer = CanRetry ? retryBuffer : null;
    }

    public override bool CanRetry { get; }

    public override RequestContent CreateContent() => new Content(this);

    public override void AttemptFailed()
    {
    }

    public override void Commit()
    {
    }

    public override void Dispose()
    {
        lock (_lock)
        {
            if (_ended)
                return;
            _ended = true;
            _retryBuffer?.Release(_frame.WrittenCount);
            ReleaseWhenUnused();
        }
    }

    private async Task SendAsync(Stream stream, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_ended)
                throw new OperationCanceledException("The call is over.");
            _sending++;
        }

        try
        {
            await stream.WriteAsync(_frame.WrittenMemory, cancellationToken);
        }
        finally
        {
            lock (_lock)
            {
                _sending--;
                ReleaseWhenUnused();
            }
        }
    }

    // The server may answer before it has read everything, so the call may be over while the frame is still being sent.
    private void ReleaseWhenUnused()
    {
        if (_ended && _sending == 0)
            _frame.Dispose();
    }

    private sealed class Content(SingleMessageBody body) : RequestContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
            body.SendAsync(stream, cancellationToken);
    }
}
