using System.Buffers;

namespace Grpc.Core;

/// <summary>Where a marshaller writes one message: either all at once, or into the buffer writer followed by <see cref="Complete()"/>.</summary>
public abstract class SerializationContext
{
    public virtual void Complete(byte[] payload) => throw NotSupported();

    public virtual IBufferWriter<byte> GetBufferWriter() => throw NotSupported();

    public virtual void SetPayloadLength(int payloadLength) => throw NotSupported();

    public virtual void Complete() => throw NotSupported();

    private static NotSupportedException NotSupported() => new("This serialization context does not support the operation.");
}
