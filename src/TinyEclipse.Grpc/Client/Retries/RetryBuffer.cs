namespace Grpc.Net.Client.Retries;

/// <summary>Counts the bytes that calls keep in case they are retried.</summary>
internal sealed class RetryBuffer(long? channelLimit, long? callLimit)
{
    private long _reserved;

    /// <summary>False if the call, or all calls together, would keep too much.</summary>
    public bool TryReserve(long bytes, long reservedByCall)
    {
        if (reservedByCall + bytes > callLimit)
            return false;
        if (Interlocked.Add(ref _reserved, bytes) <= (channelLimit ?? long.MaxValue))
            return true;

        Release(bytes);
        return false;
    }

    public void Release(long bytes) => Interlocked.Add(ref _reserved, -bytes);
}
