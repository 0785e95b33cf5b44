namespace Grpc.Net.Client.Requests;

internal sealed partial class StreamingBody
{
    private readonly List<byte[]> _kept = [];
    private long _keptBytes;
    private bool _isKeeping = retryBuffer is not null;

    // False once a message was sent that is not kept.
    private bool _isRepeatable = true;

    public override bool CanRetry
    {
        get
        {
            lock (_lock)
                return _isKeeping;
        }
    }

    // Returns how many frames are kept with this one, or null if it is not kept.
    private int? Keep(ReadOnlyMemory<byte> frame)
    {
        lock (_lock)
        {
            if (!_isKeeping)
                return null;
            if (!retryBuffer!.TryReserve(frame.Length, _keptBytes))
            {
                StopKeeping();
                return null;
            }

            _keptBytes += frame.Length;
            _kept.Add(frame.ToArray());
            return _kept.Count;
        }
    }

    private void StopKeeping()
    {
        _isKeeping = false;
        ForgetKept();
    }

    // What is kept may still be needed after it was settled that there is no further attempt: this one may be sending it.
    private void ForgetKept()
    {
        if (_isKeeping || !(_ended || _live.Task.IsCompleted))
            return;
        retryBuffer?.Release(_keptBytes);
        _isRepeatable &= _kept.Count == 0;
        _keptBytes = 0;
        _kept.Clear();
    }
}
