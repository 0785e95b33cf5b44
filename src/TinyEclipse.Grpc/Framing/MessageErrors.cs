using Grpc.Core;

namespace Grpc.Framing;

/// <summary>What is wrong with a message, in the words the caller gets.</summary>
internal static class MessageErrors
{
    public static RpcException ReceivedTooLarge() =>
        Error(StatusCode.ResourceExhausted, "Received message exceeds the maximum configured message size.");

    public static RpcException SentTooLarge() =>
        Error(StatusCode.ResourceExhausted, "Sending message exceeds the maximum configured message size.");

    public static RpcException Incomplete() => Error(StatusCode.Internal, "Incomplete message.");

    public static RpcException AdditionalData() => Error(StatusCode.Internal, "Additional data after the message received.");

    public static RpcException UnknownFlags() => Error(StatusCode.Internal, "The message has flags that the protocol does not know.");

    public static RpcException CompressedWithoutEncoding() =>
        Error(StatusCode.Internal, "The message is marked as compressed, but grpc-encoding does not say how.");

    /// <summary>A server answers UNKNOWN, as for what it did not expect; for a client it is INTERNAL.</summary>
    public static RpcException Corrupt(StatusCode code, Exception reason) =>
        new(new Status(code, "The message could not be decompressed.", reason));

    private static RpcException Error(StatusCode code, string detail) => new(new Status(code, detail));
}
