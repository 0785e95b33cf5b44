using System.Buffers;
using System.Buffers.Text;

namespace Grpc.Net.Client.Web;

/// <summary>Decodes base64 as it arrives. It may consist of several pieces, each with its padding, one after the other.</summary>
internal sealed class Base64ReadStream(Stream inner) : ReadOnlyStream
{
    private const int GroupSize = 4;

    private readonly byte[] _encoded = new byte[4096];
    private readonly byte[] _decoded = new byte[3072];
    private int _encodedCount;
    private int _decodedStart;
    private int _decodedEnd;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_decodedStart == _decodedEnd)
        {
            var read = await inner.ReadAsync(_encoded.AsMemory(_encodedCount), cancellationToken);
            if (read == 0)
                return _encodedCount == 0 ? 0 : throw new InvalidDataException("The base64 of the response ends within a group.");
            _encodedCount += read;
            Decode();
        }

        var count = Math.Min(buffer.Length, _decodedEnd - _decodedStart);
        _decoded.AsMemory(_decodedStart, count).CopyTo(buffer);
        _decodedStart += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }

    private void Decode()
    {
        (_decodedStart, _decodedEnd) = (0, 0);
        var whole = _encodedCount - (_encodedCount % GroupSize);
        for (var start = 0; start < whole;)
        {
            var end = EndOfPiece(start, whole);
            if (Base64.DecodeFromUtf8(_encoded.AsSpan(start, end - start), _decoded.AsSpan(_decodedEnd), out _, out var written) != OperationStatus.Done)
                throw new InvalidDataException("The response is not base64.");
            _decodedEnd += written;
            start = end;
        }

        _encoded.AsSpan(whole, _encodedCount - whole).CopyTo(_encoded);
        _encodedCount -= whole;
    }

    // Padding ends a piece: after the group that has it, a new one may begin.
    private int EndOfPiece(int start, int whole)
    {
        var padding = _encoded.AsSpan(start, whole - start).IndexOf((byte)'=');
        return padding < 0 ? whole : start + padding - (padding % GroupSize) + GroupSize;
    }
}
