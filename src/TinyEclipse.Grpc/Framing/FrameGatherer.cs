using System.Buffers;

namespace Grpc.Framing;

/// <summary>
/// Gathers small frames before a target in which every request for memory and every advance is a lock.
/// What asks for no size in particular belongs to a large message, and goes to the target directly.
/// </summary>
internal sealed class FrameGatherer(IBufferWriter<byte> target) : IBufferWriter<byte>, IDisposable
{
    /// <summary>What is worth a frame of HTTP/2.</summary>
    public const int Enough = 4096;

    private byte[] _page = [];
    private int _gathered;
    private bool _direct;

    /// <summary>Bytes written since <see cref="HandOver"/>.</summary>
    public long Unflushed { get; private set; }

    /// <summary>To be called before each flush of the target.</summary>
    public void HandOver()
    {
        Empty();
        Unflushed = 0;
    }

    public void Advance(int count)
    {
        Unflushed += count;
        if (_direct)
            target.Advance(count);
        else
            _gathered += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        _direct = sizeHint is <= 0 or > Enough;
        if (_direct || _gathered + sizeHint > _page.Length)
            Empty();
        if (_direct)
            return target.GetMemory(sizeHint);

        if (_page.Length == 0)
            _page = ArrayPool<byte>.Shared.Rent(2 * Enough);
        return _page.AsMemory(_gathered);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public void Dispose()
    {
        if (_page.Length > 0)
            ArrayPool<byte>.Shared.Return(_page);
        _page = [];
        _gathered = 0;
    }

    private void Empty()
    {
        if (_gathered > 0)
            target.Write(_page.AsSpan(0, _gathered));
        _gathered = 0;
    }
}
