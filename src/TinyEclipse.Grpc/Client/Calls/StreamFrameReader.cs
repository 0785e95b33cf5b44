using System.Buffers;
using System.Runtime.CompilerServices;
using Grpc.Core;
using Grpc.Framing;

namespace Grpc.Net.Client.Calls;

/// <summary>
/// Reads messages from a response stream. A buffer grows only as bytes arrive, whatever length a header announces.
/// Disposing while a read is under way is safe: the read lets go of the buffer.
/// </summary>
internal sealed class StreamFrameReader(Stream stream, MessageDeserializer deserializer) : IDisposable
{
    private const int InitialSize = 4096;
    private const int Idle = 0;
    private const int Reading = 1;
    private const int Disposed = 2;

    private byte[] _buffer = [];
    private int _start;
    private int _end;
    private int _state;

    private int Available => _end - _start;

    // The state of a read that has to wait is pooled: a stream may have a great many.

    /// <summary>The next message, or null at the end of the stream.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<T?> ReadAsync<T>(Marshaller<T> marshaller, CancellationToken cancellationToken)
        where T : class
    {
        Enter();
        try
        {
            if (await ReadHeaderAsync(cancellationToken) is not { } header)
                return null;

            deserializer.Check(header);
            var length = (int)header.Length;
            if (!await FillAsync(FrameHeader.Size + length, cancellationToken))
                throw MessageErrors.Incomplete();

            var payload = new ReadOnlySequence<byte>(_buffer, _start + FrameHeader.Size, length);
            var message = deserializer.Deserialize(marshaller, header, payload);
            _start += FrameHeader.Size + length;
            return message;
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Makes sure that no further message comes.</summary>
    public async ValueTask ReadEndAsync(CancellationToken cancellationToken)
    {
        Enter();
        try
        {
            if (await ReadHeaderAsync(cancellationToken) is not null)
                throw MessageErrors.AdditionalData();
        }
        finally
        {
            Leave();
        }
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _state, Disposed) == Idle)
            Release();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<FrameHeader?> ReadHeaderAsync(CancellationToken cancellationToken)
    {
        if (await FillAsync(FrameHeader.Size, cancellationToken))
            return FrameHeader.Read(_buffer.AsSpan(_start, FrameHeader.Size));
        return Available == 0 ? null : throw MessageErrors.Incomplete();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> FillAsync(int count, CancellationToken cancellationToken)
    {
        while (Available < count)
        {
            MakeRoom(count);
            var read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
            if (read == 0)
                return false;
            _end += read;
        }

        return true;
    }

    private void MakeRoom(int count)
    {
        if (Available == 0)
            _start = _end = 0;
        if (_end < _buffer.Length && (_start == 0 || _start + count <= _buffer.Length))
            return;

        var isFull = Available == _buffer.Length;
        var target = isFull ? ArrayPool<byte>.Shared.Rent(Math.Max(InitialSize, (int)Math.Min(count, _buffer.Length * 2L))) : _buffer;
        var available = _buffer.AsSpan(_start, Available);
        available.CopyTo(target);
        (_start, _end) = (0, available.Length);
        if (isFull)
            Replace(target);
    }

    private void Replace(byte[] buffer)
    {
        if (_buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = buffer;
    }

    private void Enter()
    {
        var former = Interlocked.CompareExchange(ref _state, Reading, Idle);
        ObjectDisposedException.ThrowIf(former == Disposed, this);
        if (former == Reading)
            throw new InvalidOperationException("A message is being read already.");
    }

    private void Leave()
    {
        if (Interlocked.CompareExchange(ref _state, Idle, Reading) == Disposed)
            Release();
    }

    private void Release()
    {
        Replace([]);
        (_start, _end) = (0, 0);
        deserializer.Dispose();
    }
}
