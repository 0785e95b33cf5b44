using System.Collections.Concurrent;
using TinyEclipse.Server.Database;

namespace TinyEclipse.Server.Tenancy;

/// <summary>
/// Keeps a credential for a second: a busy site costs one look-up a second. What is revoked or changed is forgotten as soon as the database signals it, and
/// a second later at most.
/// </summary>
public sealed class CredentialCache(CredentialStore credentials, DatabaseSignals signals, TimeProvider clock) : BackgroundService
{
    private const int MostEntries = 10_000;
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Token, int Generation), Lazy<Task<Credential?>>> _lookUps = new();

    private readonly ConcurrentDictionary<WakeUp, byte> _watching = new();

    // What was looked up, or began to be, before the last signal counts no more.
    private volatile int _generation;

    public ValueTask<Credential?> FindAsync(string token, CancellationToken cancellationToken)
    {
        var generation = _generation;
        if (_entries.TryGetValue(token, out var entry) && entry.Generation == generation && clock.GetElapsedTime(entry.LoadedAt) < Lifetime)
            return new(entry.Credential);

        // Those who ask while it is being looked up share the answer: a second's end must not send every open request to the database.
        var lookUp = _lookUps.GetOrAdd((token, generation), asked => new Lazy<Task<Credential?>>(() => LookUpAsync(asked)));
        return new(lookUp.Value.WaitAsync(cancellationToken));
    }

    /// <summary>Asks the database, for what may have changed a moment ago.</summary>
    public async ValueTask<Credential?> FindAnewAsync(string token, CancellationToken cancellationToken)
    {
        var (now, generation) = (clock.GetTimestamp(), _generation);
        var found = await credentials.FindAcrossTenantsAsync(token, cancellationToken);
        if (_entries.Count >= MostEntries)
            _entries.Clear();
        // Unknown tokens are not kept: whoever guesses must not fill the memory.
        if (found is not null)
            _entries[token] = new Entry(found, now, generation);
        else
            _entries.TryRemove(token, out _);
        return found;
    }

    /// <summary>Wakes whenever somebody's right may have changed, until disposed. Who asks then is told what is so now.</summary>
    public IDisposable Subscribe(WakeUp wakeUp)
    {
        _watching[wakeUp] = default;
        return new Subscription(_watching, wakeUp);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var wakeUp = new WakeUp();
        using var subscription = signals.Subscribe(DatabaseSignals.Credentials, "", wakeUp);
        while (!stoppingToken.IsCancellationRequested)
        {
            await wakeUp.WaitAsync(Timeout.InfiniteTimeSpan, stoppingToken);
            Interlocked.Increment(ref _generation); // nobody loses a right by it: all are looked up anew, as they are every second
            foreach (var watcher in _watching.Keys)
                watcher.Set();
        }
    }

    private async Task<Credential?> LookUpAsync((string Token, int Generation) asked)
    {
        try
        {
            return await FindAnewAsync(asked.Token, CancellationToken.None);
        }
        finally
        {
            _lookUps.TryRemove(asked, out _);
        }
    }

    private sealed record Entry(Credential Credential, long LoadedAt, int Generation);

    private sealed class Subscription(ConcurrentDictionary<WakeUp, byte> watching, WakeUp wakeUp) : IDisposable
    {
        public void Dispose() => watching.TryRemove(wakeUp, out _);
    }
}
