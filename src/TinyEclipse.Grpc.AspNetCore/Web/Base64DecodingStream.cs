using System.Buffers;
using System.Buffers.Text;
using Grpc.Core;

namespace Grpc.AspNetCore.Web;

/// <summary>Decodes base64 as it comes, in groups of four characters; padding may also occur in the middle, where a client flushed.</summary>
internal sealed class Base64DecodingStream(Stream inner) : Stream
{
    private const int GroupSize = 4;

    private readonly byte[] _encoded = new byte[4096];
    private readonly byte[] _decoded = new byte[3072];
    private int _encodedCount;
    private ReadOnlyMemory<byte> _ready;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_ready.IsEmpty)
        {
            var read = await inner.ReadAsync(_encoded.AsMemory(_encodedCount), cancellationToken);
            if (read == 0)
                return _encodedCount == 0 ? 0 : throw Malformed();
            _encodedCount += read;
            _ready = _decoded.AsMemory(0, Decode());
        }

        var count = Math.Min(buffer.Length, _ready.Length);
        _ready[..count].CopyTo(buffer);
        _ready = _ready[count..];
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    // Decodes all whole groups and keeps the rest for the next read.
    private int Decode()
    {
        var groups = _encoded.AsSpan(0, _encodedCount - (_encodedCount % GroupSize));
        var rest = _encoded.AsSpan(groups.Length, _encodedCount - groups.Length);
        var total = 0;
        while (groups.Length > 0)
        {
            var piece = groups[..EndOfPiece(groups)];
            if (Base64.DecodeFromUtf8(piece, _decoded.AsSpan(total), out _, out var written) != OperationStatus.Done)
                throw Malformed();
            total += written;
            groups = groups[piece.Length..];
        }

        rest.CopyTo(_encoded);
        _encodedCount = rest.Length;
        return total;
    }

    private static int EndOfPiece(ReadOnlySpan<byte> groups)
    {
        var padding = groups.IndexOf((byte)'=');
        return padding < 0 ? groups.Length : (padding / GroupSize * GroupSize) + GroupSize;
    }

    private static RpcException Malformed() => new(new Status(StatusCode.Internal, "The request body is not base64."));
}
