using System.IO.Pipelines;
using Grpc.Core;

namespace Grpc.AspNetCore.Server.Calls;

internal sealed partial class WireCallContext
{
    private bool _headersWritten;
    private bool _messageWritten;

    /// <summary>The one message of a response; it is flushed together with the status that follows.</summary>
    public void WriteSingle<T>(Marshaller<T> marshaller, T message)
    {
        BeginWrite();
        try
        {
            Serialize(marshaller, message, WriteOptions);
        }
        finally
        {
            EndWrite();
        }
    }

    /// <summary>Comes back when the message is on its way: a caller who does not read holds the service back.</summary>
    public async Task WriteAsync<T>(Marshaller<T> marshaller, T message, WriteOptions? options, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var flushed = default(FlushResult);
        Task? unfinished = null;
        lock (_gate)
        {
            EnterWrite();
            try
            {
                if (!_heldBack.IsCompleted)
                {
                    unfinished = WriteHeldBackAsync(marshaller, message, options, cancellationToken);
                }
                else
                {
                    Serialize(marshaller, message, options ?? WriteOptions);
                    var flush = IsBuffered(options) || MayWait() ? default : BeginFlush(cancellationToken);
                    if (flush.IsCompletedSuccessfully)
                        flushed = flush.Result;
                    else
                        unfinished = FinishWriteAsync(flush, cancellationToken);
                }
            }
            finally
            {
                if (unfinished is null)
                    LeaveWrite();
            }
        }

        if (unfinished is not null)
            await unfinished;
        ThrowIfCallerGone(flushed);
    }

    protected override async Task WriteResponseHeadersAsyncCore(Metadata responseHeaders)
    {
        ArgumentNullException.ThrowIfNull(responseHeaders);
        BeginWrite();
        try
        {
            if (_headersWritten || _messageWritten)
                throw new InvalidOperationException("The response headers have been sent already.");
            if (!ResponseStatus.TryWrite(HttpContext.Response.Headers, responseHeaders))
                throw new ArgumentException("A header has characters that HTTP does not allow.", nameof(responseHeaders));
            _headersWritten = true;
            await AwaitAsync(BeginFlush(Lifetime.Token), Lifetime.Token);
        }
        finally
        {
            EndWrite();
        }
    }

    private void Serialize<T>(Marshaller<T> marshaller, T message, WriteOptions? options)
    {
        try
        {
            _serializer!.Serialize(marshaller, message, options?.Flags ?? default);
            _messageWritten = true;
        }
        catch (Exception exception) when (exception is not RpcException)
        {
            // Half a message may be on its way by now, and nothing can follow that.
            Abandon();
            throw;
        }
    }
}
