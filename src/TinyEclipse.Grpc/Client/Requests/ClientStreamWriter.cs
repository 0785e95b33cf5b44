using System.Runtime.CompilerServices;
using Grpc.Core;
using Grpc.Framing;
using Grpc.Net.Client.Calls;

namespace Grpc.Net.Client.Requests;

/// <summary>What the caller writes a request stream with. One write at a time.</summary>
internal sealed class ClientStreamWriter<TRequest>(
    CallSession session,
    StreamingBody body,
    Marshaller<TRequest> marshaller,
    Func<PooledBufferWriter, MessageSerializer> createSerializer) : IClientStreamWriter<TRequest>
    where TRequest : class
{
    private int _isWriting;
    private bool _completed;

    public WriteOptions? WriteOptions { get; set; } = session.Options.WriteOptions;

    /// <summary>Set if the call reads its response by itself: then that tells best why a write failed.</summary>
    public Task? Response { get; set; }

    public Task WriteAsync(TRequest message) => WriteAsync(message, CancellationToken.None);

    public async Task WriteAsync(TRequest message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (_completed)
            throw new InvalidOperationException("The request stream has been completed.");
        if (Interlocked.Exchange(ref _isWriting, 1) == 1)
            throw new InvalidOperationException("The previous message is still being written.");

        try
        {
            using var registration = session.StopOn(cancellationToken);
            var flags = WriteOptions?.Flags ?? default;
            using var frame = new PooledBufferWriter();
            Serialize(message, flags, frame);
            await SendAsync(frame.WrittenMemory, flush: !flags.HasFlag(WriteFlags.BufferHint));
        }
        finally
        {
            Volatile.Write(ref _isWriting, 0);
        }
    }

    public Task CompleteAsync()
    {
        if (Volatile.Read(ref _isWriting) == 1)
            throw new InvalidOperationException("The previous message is still being written.");
        _completed = true;
        body.Complete();
        return Task.CompletedTask;
    }

    // A message that cannot be serialized does not end the call: nothing was sent.
    private void Serialize(TRequest message, WriteFlags flags, PooledBufferWriter frame)
    {
        using var serializer = createSerializer(frame);
        serializer.Serialize(marshaller, message, flags);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask SendAsync(ReadOnlyMemory<byte> frame, bool flush)
    {
        try
        {
            await body.WriteAsync(frame, flush, session.Stopped);
        }
        catch (Exception failure)
        {
            if (Response is not null)
                await Response.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw Explain(failure);
        }
    }

    private Exception Explain(Exception failure) =>
        session.Outcome switch
        {
            { IsOk: true } => new InvalidOperationException("The message cannot be written: the server has completed the call."),
            { } outcome => session.ToException(outcome),
            null => session.ToException(session.ToOutcome(failure)),
        };
}
