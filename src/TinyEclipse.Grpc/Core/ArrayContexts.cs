using System.Buffers;

namespace Grpc.Core;

/// <summary>Collects a message in an array, for <see cref="Marshaller{T}.Serializer"/>.</summary>
internal sealed class ArraySerializationContext : SerializationContext
{
    private readonly ArrayBufferWriter<byte> _writer = new();
    private byte[]? _payload;

    public override void SetPayloadLength(int payloadLength)
    {
        if (payloadLength > 0)
            _writer.GetSpan(payloadLength);
    }

    public override IBufferWriter<byte> GetBufferWriter() => _writer;

    public override void Complete() => _payload = _writer.WrittenSpan.ToArray();

    public override void Complete(byte[] payload) => _payload = payload;

    public byte[] ToArray() => _payload ?? throw new InvalidOperationException("The marshaller did not complete the message.");
}

/// <summary>Reads a message from an array, for <see cref="Marshaller{T}.Deserializer"/>.</summary>
internal sealed class ArrayDeserializationContext(byte[] payload) : DeserializationContext
{
    public override int PayloadLength => payload.Length;

    public override byte[] PayloadAsNewBuffer() => [.. payload];

    public override ReadOnlySequence<byte> PayloadAsReadOnlySequence() => new(payload);
}
