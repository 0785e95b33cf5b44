using System.Buffers;
using Grpc.Core;
using Grpc.Net.Compression;

namespace Grpc.Framing;

/// <summary>Turns the payload of one frame into a message: limits, decompression, marshaller. One per call, used message after message.</summary>
internal sealed class MessageDeserializer(ICompressionProvider? compression, int? maxSize, StatusCode corrupt = StatusCode.Internal) : DeserializationContext, IDisposable
{
    private PooledBufferWriter? _inflated;
    private ReadOnlySequence<byte> _payload;

    public override int PayloadLength => checked((int)_payload.Length);

    public override byte[] PayloadAsNewBuffer() => _payload.ToArray();

    public override ReadOnlySequence<byte> PayloadAsReadOnlySequence() => _payload;

    /// <summary>To be asked as soon as the header is there, before any memory is set aside for the payload.</summary>
    /// <exception cref="RpcException">The frame cannot be accepted.</exception>
    public void Check(FrameHeader header)
    {
        if (!header.IsMessage)
            throw MessageErrors.UnknownFlags();
        if (header.IsCompressed && compression is null)
            throw MessageErrors.CompressedWithoutEncoding();
        if (header.Length > (uint)(maxSize ?? int.MaxValue - FrameHeader.Size))
            throw MessageErrors.ReceivedTooLarge();
    }

    /// <exception cref="RpcException">The frame cannot be accepted. What the marshaller throws comes through as it is.</exception>
    public T Deserialize<T>(Marshaller<T> marshaller, FrameHeader header, ReadOnlySequence<byte> payload)
    {
        Check(header);
        try
        {
            _payload = header.IsCompressed ? Inflate(payload) : payload;
            return marshaller.ContextualDeserializer(this);
        }
        finally
        {
            _payload = default;
            _inflated?.Clear();
        }
    }

    public void Dispose() => _inflated?.Dispose();

    private ReadOnlySequence<byte> Inflate(ReadOnlySequence<byte> payload)
    {
        _inflated ??= new PooledBufferWriter();
        Decompression.Inflate(compression!, payload, maxSize, corrupt, _inflated);
        return new ReadOnlySequence<byte>(_inflated.WrittenMemory);
    }
}
