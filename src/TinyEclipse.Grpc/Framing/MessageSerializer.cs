using System.Buffers;
using System.IO.Compression;
using Grpc.Core;
using Grpc.Net.Compression;

namespace Grpc.Framing;

/// <summary>
/// Writes messages as frames into the target. A message of known length that is not compressed, which is what generated code makes,
/// goes there directly; any other is collected first. One per call, used message after message.
/// </summary>
internal sealed class MessageSerializer(
    IBufferWriter<byte> target,
    ICompressionProvider? compression,
    CompressionLevel? compressionLevel,
    int? maxSize) : SerializationContext, IBufferWriter<byte>, IDisposable
{
    private const int MostAtOnce = 1024;

    private PooledBufferWriter? _collected;
    private PooledBufferWriter? _compressed;
    private IBufferWriter<byte>? _current;
    private Memory<byte> _frame;
    private bool _compress;
    private int? _announced;
    private long _written;
    private bool _completed;

    /// <exception cref="RpcException">RESOURCE_EXHAUSTED if the message is too large; nothing has been written then.</exception>
    public void Serialize<T>(Marshaller<T> marshaller, T message, WriteFlags flags)
    {
        _compress = compression is not null && !flags.HasFlag(WriteFlags.NoCompress);
        _current = null;
        _frame = default;
        _announced = null;
        _written = 0;
        _completed = false;
        marshaller.ContextualSerializer(message, this);
        if (!_completed)
            throw new InvalidOperationException("The marshaller did not complete the message.");
    }

    public override void SetPayloadLength(int payloadLength)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(payloadLength);
        CheckSize(payloadLength);
        _announced = payloadLength;
    }

    public override IBufferWriter<byte> GetBufferWriter()
    {
        if (_current is not null)
            return this;

        if (_announced is { } length && !_compress)
            BeginFrame(length);
        else
        {
            _collected ??= new PooledBufferWriter();
            _collected.Clear();
            _current = _collected;
        }

        return this;
    }

    public override void Complete()
    {
        GetBufferWriter();
        if (_announced is { } length && length != _written)
            throw new InvalidOperationException("The marshaller wrote another number of bytes than it announced.");
        if (!_frame.IsEmpty)
            HandOver();
        else if (_collected is not null && _current == _collected)
            WriteFrame(_collected.WrittenMemory.Span);
        _completed = true;
    }

    public override void Complete(byte[] payload)
    {
        ArgumentNullException.ThrowIfNull(payload);
        WriteFrame(payload);
        _completed = true;
    }

    public void Dispose()
    {
        _collected?.Dispose();
        _compressed?.Dispose();
    }

    void IBufferWriter<byte>.Advance(int count)
    {
        if (_frame.IsEmpty)
            _current!.Advance(count);
        _written += count;
    }

    Memory<byte> IBufferWriter<byte>.GetMemory(int sizeHint)
    {
        if (!_frame.IsEmpty)
        {
            var rest = _frame[(FrameHeader.Size + (int)_written)..];
            if (rest.Length >= Math.Max(sizeHint, 1))
                return rest;
            HandOver();
        }

        return _current!.GetMemory(sizeHint);
    }

    Span<byte> IBufferWriter<byte>.GetSpan(int sizeHint) => ((IBufferWriter<byte>)this).GetMemory(sizeHint).Span;

    // Every request for memory and every advance may be a lock in the target, so a small frame is one of each.
    private void BeginFrame(int length)
    {
        _current = target;
        if (length <= MostAtOnce)
        {
            _frame = target.GetMemory(FrameHeader.Size + length);
            new FrameHeader(0, (uint)length).Write(_frame.Span);
        }
        else
        {
            WriteHeader(0, length);
        }
    }

    private void HandOver()
    {
        _frame = default;
        target.Advance(FrameHeader.Size + (int)_written);
    }

    private void WriteFrame(ReadOnlySpan<byte> payload)
    {
        CheckSize(payload.Length);
        var compress = _compress && payload.Length > 0; // GZipStream makes nothing of nothing, which is no gzip.
        var frame = compress ? Compress(payload) : payload;
        WriteHeader(compress ? FrameHeader.CompressedFlag : (byte)0, frame.Length);
        target.Write(frame);
    }

    private ReadOnlySpan<byte> Compress(ReadOnlySpan<byte> payload)
    {
        _compressed ??= new PooledBufferWriter();
        _compressed.Clear();
        using (var stream = compression!.CreateCompressionStream(new BufferWriterStream(_compressed), compressionLevel))
            stream.Write(payload);
        return _compressed.WrittenMemory.Span;
    }

    private void WriteHeader(byte flags, int length)
    {
        new FrameHeader(flags, (uint)length).Write(target.GetSpan(FrameHeader.Size));
        target.Advance(FrameHeader.Size);
    }

    private void CheckSize(int length)
    {
        if (length > maxSize)
            throw MessageErrors.SentTooLarge();
    }
}
