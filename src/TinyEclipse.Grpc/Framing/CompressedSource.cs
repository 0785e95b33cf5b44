namespace Grpc.Framing;

/// <summary>
/// Stands before a decompression stream and sees whether the compressed data were whole, for .NET's streams take the end of their input for
/// the end of the data: what was cut off would pass as something shorter.
/// </summary>
internal sealed class CompressedSource(Stream inner) : ReadOnlyStream
{
    private readonly byte[] _tail = new byte[GzipEnd.Size];
    private bool _isEmpty = true;

    /// <summary>The inner stream has no more, though more was asked for.</summary>
    private bool _isDrained;

    /// <summary>What went wrong did so in reading the inner stream, not in inflating.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>To be asked when the decompression stream has ended.</summary>
    /// <exception cref="InvalidDataException">The data have no end.</exception>
    public void CheckEnd(bool isGzip, ReadOnlySpan<byte> inflated)
    {
        if (!HasEnd(isGzip, inflated))
            throw CutOff();
    }

    public static InvalidDataException CutOff() => new("The compressed data have been cut off.");

    /// <summary>Of data other than gzip it may be false for a stream that reads ahead, too.</summary>
    public bool HasEnd(bool isGzip, ReadOnlySpan<byte> inflated)
    {
        if (_isEmpty)
            return true; // Nothing is what .NET's own streams make of nothing.

        // Behind the end of gzip data there may be more of them, so there reading on means nothing. .NET's streams for the others read on
        // for want of an end only.
        return isGzip ? GzipEnd.Matches(_tail, inflated) : !_isDrained;
    }

    public override int Read(Span<byte> buffer)
    {
        HasFailed = true;
        var count = inner.Read(buffer);
        Note(buffer[..count], buffer.Length);
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        HasFailed = true;
        var count = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        Note(buffer.Span[..count], buffer.Length);
        return count;
    }

    private void Note(ReadOnlySpan<byte> read, int asked)
    {
        HasFailed = false;
        _isEmpty &= read.IsEmpty;
        _isDrained |= read.IsEmpty && asked > 0;
        var kept = Math.Max(0, _tail.Length - read.Length);
        _tail.AsSpan(_tail.Length - kept).CopyTo(_tail);
        read[^(_tail.Length - kept)..].CopyTo(_tail.AsSpan(kept));
    }
}
