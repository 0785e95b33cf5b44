using System.Net.Http.Headers;
using System.Text;
using Grpc.Framing;

namespace Grpc.Net.Client.Web;

/// <summary>Lets the message frames through and turns the last frame into the trailers of the response.</summary>
internal sealed class GrpcWebResponseStream(Stream inner, HttpResponseHeaders trailers) : ReadOnlyStream
{
    // Trailers are headers: who sends more than this sends something else.
    private const uint MaxTrailersLength = 64 * 1024;

    private readonly byte[] _header = new byte[FrameHeader.Size];
    private int _headerRead;
    private int _headerPassed;
    private long _payloadLeft;
    private bool _ended;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty || _ended)
            return 0;
        if (_payloadLeft == 0 && _headerRead == 0 && !await BeginFrameAsync(cancellationToken))
            return 0;
        if (_headerRead > 0)
            return PassHeader(buffer.Span);

        var read = await inner.ReadAsync(buffer[..(int)Math.Min(buffer.Length, _payloadLeft)], cancellationToken);
        if (read == 0)
            throw MessageErrors.Incomplete();
        _payloadLeft -= read;
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }

    // False at the end of the messages, whether trailers came or not: the channel reports a missing status.
    private async ValueTask<bool> BeginFrameAsync(CancellationToken cancellationToken)
    {
        var read = await inner.ReadAtLeastAsync(_header, FrameHeader.Size, throwOnEndOfStream: false, cancellationToken);
        if (read is > 0 and < FrameHeader.Size)
            throw MessageErrors.Incomplete();

        var header = FrameHeader.Read(_header);
        if (read > 0 && !header.IsTrailers)
        {
            (_headerRead, _headerPassed, _payloadLeft) = (FrameHeader.Size, 0, header.Length);
            return true;
        }

        _ended = true;
        if (read > 0)
            await ReadTrailersAsync(header.Length, cancellationToken);
        return false;
    }

    private int PassHeader(Span<byte> buffer)
    {
        var count = Math.Min(buffer.Length, _headerRead - _headerPassed);
        _header.AsSpan(_headerPassed, count).CopyTo(buffer);
        _headerPassed += count;
        if (_headerPassed == _headerRead)
            _headerRead = 0;
        return count;
    }

    private async ValueTask ReadTrailersAsync(uint length, CancellationToken cancellationToken)
    {
        if (length > MaxTrailersLength)
            throw MessageErrors.ReceivedTooLarge();

        var block = new byte[length];
        if (await inner.ReadAtLeastAsync(block, block.Length, throwOnEndOfStream: false, cancellationToken) < block.Length)
            throw MessageErrors.Incomplete();

        foreach (var line in Encoding.ASCII.GetString(block).Split("\r\n", StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon)
                trailers.TryAddWithoutValidation(line[..colon], line[(colon + 1)..].Trim());
        }
    }
}
