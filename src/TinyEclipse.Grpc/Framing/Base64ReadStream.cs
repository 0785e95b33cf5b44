using System.Buffers;
using System.Buffers.Text;

namespace Grpc.Framing;

/// <summary>
/// Decodes base64 as it comes, in groups of four characters. Padding may also stand in the middle, where the sender flushed: a new piece
/// begins behind it.
/// </summary>
/// <param name="inner">The base64.</param>
/// <param name="malformed">What to throw if it is none.</param>
internal sealed class Base64ReadStream(Stream inner, Func<Exception> malformed) : ReadOnlyStream
{
    private const int GroupSize = 4;

    private readonly byte[] _encoded = new byte[4096];
    private readonly byte[] _decoded = new byte[3072];
    private int _encodedCount;
    private ReadOnlyMemory<byte> _ready;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_ready.IsEmpty)
        {
            var read = await inner.ReadAsync(_encoded.AsMemory(_encodedCount), cancellationToken);
            if (read == 0)
                return _encodedCount == 0 ? 0 : throw malformed();
            _encodedCount += read;
            _ready = _decoded.AsMemory(0, Decode());
        }

        var count = Math.Min(buffer.Length, _ready.Length);
        _ready[..count].CopyTo(buffer);
        _ready = _ready[count..];
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }

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
                throw malformed();
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
}
