using System.Buffers;

namespace Grpc.Core;

/// <summary>Where a marshaller reads one message from. The sequence is valid only while the marshaller runs.</summary>
public abstract class DeserializationContext
{
    public abstract int PayloadLength { get; }

    public virtual byte[] PayloadAsNewBuffer() => throw NotSupported();

    public virtual ReadOnlySequence<byte> PayloadAsReadOnlySequence() => throw NotSupported();

    private static NotSupportedException NotSupported() => new("This deserialization context does not support the operation.");
}
