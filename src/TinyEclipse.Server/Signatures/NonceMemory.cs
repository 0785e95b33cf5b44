namespace TinyEclipse.Server.Signatures;

/// <summary>Nonces that were seen, each for as long as its request could still be accepted.</summary>
public sealed class NonceMemory
{
    private readonly Lock _lock = new();
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly PriorityQueue<string, DateTimeOffset> _byExpiry = new();

    /// <summary>False when it was seen before.</summary>
    public bool Add(string nonce, DateTimeOffset expiresAt, DateTimeOffset now)
    {
        lock (_lock)
        {
            while (_byExpiry.TryPeek(out _, out var expiry) && expiry < now)
                _seen.Remove(_byExpiry.Dequeue());
            if (!_seen.Add(nonce))
                return false;

            _byExpiry.Enqueue(nonce, expiresAt);
            return true;
        }
    }
}
