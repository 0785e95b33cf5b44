using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using Grpc.Core;
using Grpc.Framing;
using Grpc.Net.Compression;

namespace Grpc.Tests.Framing;

public sealed class MessageTests
{
    private static readonly GzipCompressionProvider Gzip = new(CompressionLevel.Fastest);

    private static readonly Marshaller<byte[]> Bytes = new(bytes => bytes, bytes => bytes);

    // As generated code does it: the length is announced, then the bytes are written.
    private static readonly Marshaller<byte[]> AnnouncedBytes = new(
        (bytes, context) =>
        {
            context.SetPayloadLength(bytes.Length);
            context.GetBufferWriter().Write(bytes);
            context.Complete();
        },
        context => context.PayloadAsReadOnlySequence().ToArray());

    public static TheoryData<bool, bool, int> Ways
    {
        get
        {
            var ways = new TheoryData<bool, bool, int>();
            foreach (var size in new[] { 0, 1, 5, 1024, 1025, 4096, 100_000 })
            {
                foreach (var announced in new[] { true, false })
                {
                    ways.Add(announced, true, size);
                    ways.Add(announced, false, size);
                }
            }

            return ways;
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_message_comes_back(bool announced, bool compressed, int size)
    {
        var marshaller = announced ? AnnouncedBytes : Bytes;
        var message = RandomBytes(size);

        var frame = Serialize(message, marshaller, compressed ? Gzip : null);

        Assert.Equal(compressed && size > 0, frame.Span[0] == 1);
        Assert.Equal(frame.Length - 5, BinaryPrimitives.ReadInt32BigEndian(frame.Span[1..]));
        Assert.Equal(message, Deserialize(frame, marshaller, Gzip));
    }

    [Fact]
    public void A_message_in_pieces_comes_back()
    {
        var message = RandomBytes(50);
        var frame = Serialize(message, AnnouncedBytes, Gzip);
        var pieces = Pieces(frame, 3);

        Assert.True(FrameHeader.TryRead(pieces, out var header));
        using var deserializer = new MessageDeserializer(Gzip, 100);
        Assert.Equal(message, deserializer.Deserialize(AnnouncedBytes, header, pieces.Slice(FrameHeader.Size)));
    }

    [Fact]
    public void One_serializer_serves_message_after_message()
    {
        using var target = new PooledBufferWriter();
        using var serializer = new MessageSerializer(target, Gzip, null, null);
        serializer.Serialize(AnnouncedBytes, [1], default);
        serializer.Serialize(Bytes, [2, 2], WriteFlags.NoCompress);
        var first = FrameHeader.Read(target.WrittenMemory.Span);
        var second = target.WrittenMemory[(FrameHeader.Size + (int)first.Length)..];

        Assert.True(first.IsCompressed);
        Assert.Equal([0, 0, 0, 0, 2, 2, 2], second.ToArray());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_message_may_be_as_large_as_the_limit_but_no_larger(bool announced)
    {
        var marshaller = announced ? AnnouncedBytes : Bytes;
        Assert.Equal(15, Serialize(new byte[10], marshaller, null, maxSize: 10).Length);

        using var target = new PooledBufferWriter();
        using var serializer = new MessageSerializer(target, null, null, 10);
        var failure = Assert.Throws<RpcException>(() => serializer.Serialize(marshaller, new byte[11], default));

        Assert.Equal(StatusCode.ResourceExhausted, failure.StatusCode);
        Assert.Equal(0, target.WrittenCount);
    }

    [Theory]
    [InlineData(1000, true)]
    [InlineData(999, false)]
    public void The_limit_holds_for_what_a_message_inflates_to(int limit, bool accepted)
    {
        var frame = Serialize(new byte[1000], Bytes, Gzip);
        Assert.True(frame.Length < 100);

        if (accepted)
            Assert.Equal(1000, Deserialize(frame, Bytes, Gzip, limit).Length);
        else
            Assert.Equal(StatusCode.ResourceExhausted, Assert.Throws<RpcException>(() => Deserialize(frame, Bytes, Gzip, limit)).StatusCode);
    }

    [Fact]
    public void A_bomb_is_refused_without_being_inflated()
    {
        var bomb = Serialize(new byte[100_000_000], Bytes, Gzip);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var failure = Assert.Throws<RpcException>(() => Deserialize(bomb, Bytes, Gzip, maxSize: 4_000_000));

        Assert.Equal(StatusCode.ResourceExhausted, failure.StatusCode);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20_000_000);
    }

    [Fact]
    public void A_marshaller_that_writes_another_length_than_it_announced_is_caught()
    {
        var liar = new Marshaller<byte[]>(
            (bytes, context) =>
            {
                context.SetPayloadLength(bytes.Length + 1);
                context.GetBufferWriter().Write(bytes);
                context.Complete();
            },
            context => context.PayloadAsNewBuffer());

        Assert.Throws<InvalidOperationException>(() => Serialize([1, 2], liar, null));
    }

    [Fact]
    public void A_marshaller_may_ask_for_more_memory_than_it_needs()
    {
        var careful = new Marshaller<byte[]>(
            (bytes, context) =>
            {
                context.SetPayloadLength(bytes.Length);
                var writer = context.GetBufferWriter();
                foreach (var value in bytes)
                {
                    writer.GetSpan(10_000)[0] = value;
                    writer.Advance(1);
                }

                context.Complete();
            },
            context => context.PayloadAsNewBuffer());

        Assert.Equal([0, 0, 0, 0, 3, 1, 2, 3], Serialize([1, 2, 3], careful, null).ToArray());
    }

    [Fact]
    public void Nothing_is_written_of_a_small_message_whose_marshaller_fails()
    {
        var failing = new Marshaller<byte[]>(
            (bytes, context) =>
            {
                context.SetPayloadLength(bytes.Length);
                context.GetBufferWriter().Write(bytes.AsSpan(1));
                throw new NotSupportedException();
            },
            context => context.PayloadAsNewBuffer());
        using var target = new PooledBufferWriter();
        using var serializer = new MessageSerializer(target, Gzip, null, null);

        Assert.Throws<NotSupportedException>(() => serializer.Serialize(failing, [1, 2, 3], WriteFlags.NoCompress));
        serializer.Serialize(AnnouncedBytes, [4], WriteFlags.NoCompress);

        Assert.Equal([0, 0, 0, 0, 1, 4], target.WrittenMemory.ToArray());
    }

    [Fact]
    public void A_marshaller_that_forgets_to_complete_is_caught() =>
        Assert.Throws<InvalidOperationException>(() =>
            Serialize([1], new Marshaller<byte[]>((_, _) => { }, context => context.PayloadAsNewBuffer()), null));

    private static ReadOnlyMemory<byte> Serialize(byte[] message, Marshaller<byte[]> marshaller, GzipCompressionProvider? gzip, int? maxSize = null)
    {
        using var target = new PooledBufferWriter();
        using var serializer = new MessageSerializer(target, gzip, null, maxSize);
        serializer.Serialize(marshaller, message, default);
        return target.WrittenMemory.ToArray();
    }

    private static byte[] Deserialize(ReadOnlyMemory<byte> frame, Marshaller<byte[]> marshaller, GzipCompressionProvider gzip, int? maxSize = null)
    {
        using var deserializer = new MessageDeserializer(gzip, maxSize);
        return deserializer.Deserialize(
            marshaller, FrameHeader.Read(frame.Span), new ReadOnlySequence<byte>(frame[FrameHeader.Size..]));
    }

    internal static byte[] RandomBytes(int size)
    {
        var bytes = new byte[size];
        new Random(size).NextBytes(bytes);
        return bytes;
    }

    private static ReadOnlySequence<byte> Pieces(ReadOnlyMemory<byte> bytes, int size)
    {
        var first = new Piece(bytes[..size], 0);
        var last = first;
        for (var i = size; i < bytes.Length; i += size)
            last = last.Append(bytes.Slice(i, Math.Min(size, bytes.Length - i)));
        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(ReadOnlyMemory<byte> memory, long index) => (Memory, RunningIndex) = (memory, index);

        public Piece Append(ReadOnlyMemory<byte> memory)
        {
            var next = new Piece(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
