using System.Collections.Concurrent;

namespace TinyEclipse.Server.Edge.Limits;

/// <summary>What a bucket said to a call.</summary>
/// <param name="Remaining">Whole calls that are left.</param>
/// <param name="Wait">Until the next call is taken; nothing when one is left.</param>
public readonly record struct BucketState(bool IsTaken, int Remaining, TimeSpan Wait);

/// <summary>A bucket of calls per key, which fills up again within a minute. A full one says nothing and is let go, so memory stays bounded.</summary>
public sealed class TokenBuckets(int perMinute, int mostBuckets, TimeProvider clock)
{
    private readonly ConcurrentDictionary<UInt128, Bucket> _buckets = new();
    private int _sweeping;

    public int PerMinute => perMinute;

    public int Count => _buckets.Count;

    /// <summary>Takes a call out of the bucket, if there is one.</summary>
    public BucketState Take(UInt128 key) => Ask(key, 1);

    /// <summary>Only looks.</summary>
    public BucketState Look(UInt128 key) => perMinute > 0 && _buckets.ContainsKey(key) ? Ask(key, 0) : new(IsTaken: true, perMinute, TimeSpan.Zero);

    private BucketState Ask(UInt128 key, int calls)
    {
        if (perMinute == 0)
            return new(IsTaken: true, int.MaxValue, TimeSpan.Zero);

        var now = clock.GetUtcNow();
        var bucket = _buckets.GetOrAdd(key, static (_, made) => new Bucket(made.PerMinute, made.Now), (PerMinute: perMinute, Now: now));
        if (_buckets.Count > mostBuckets)
            Sweep(now);
        lock (bucket)
        {
            bucket.Fill(perMinute, now);
            var isTaken = bucket.Calls >= 1;
            if (isTaken)
                bucket.Calls -= calls;
            var wait = bucket.Calls >= 1 ? TimeSpan.Zero : TimeSpan.FromMinutes((1 - bucket.Calls) / perMinute);
            return new(isTaken, (int)bucket.Calls, wait);
        }
    }

    /// <summary>Lets go the full ones; when there are too many all the same, as when somebody calls from everywhere, the others too.</summary>
    private void Sweep(DateTimeOffset now)
    {
        if (Interlocked.Exchange(ref _sweeping, 1) == 1)
            return;

        foreach (var (key, bucket) in _buckets)
        {
            if (bucket.Calls + perMinute * (now - bucket.FilledAt).TotalMinutes >= perMinute)
                _buckets.TryRemove(key, out _);
        }
        if (_buckets.Count > mostBuckets / 2)
            _buckets.Clear();
        Volatile.Write(ref _sweeping, 0);
    }

    private sealed class Bucket(int calls, DateTimeOffset now)
    {
        public double Calls { get; set; } = calls;

        public DateTimeOffset FilledAt { get; private set; } = now;

        public void Fill(int perMinute, DateTimeOffset now)
        {
            if (now <= FilledAt)
                return;
            Calls = Math.Min(perMinute, Calls + perMinute * (now - FilledAt).TotalMinutes);
            FilledAt = now;
        }
    }
}
