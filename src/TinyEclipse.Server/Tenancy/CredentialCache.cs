using System.Collections.Concurrent;

namespace TinyEclipse.Server.Tenancy;

/// <summary>Keeps a credential for a second: a busy site costs one look-up a second, and what is revoked or changed counts a second later at most.</summary>
public sealed class CredentialCache(CredentialStore credentials, TimeProvider clock)
{
    private const int MostEntries = 10_000;
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    public async ValueTask<Credential?> FindAsync(string token, CancellationToken cancellationToken)
    {
        var now = clock.GetTimestamp();
        if (_entries.TryGetValue(token, out var entry) && clock.GetElapsedTime(entry.LoadedAt, now) < Lifetime)
            return entry.Credential;

        var found = await credentials.FindAcrossTenantsAsync(token, cancellationToken);
        if (_entries.Count >= MostEntries)
            _entries.Clear();
        // Unknown tokens are not kept: whoever guesses must not fill the memory.
        if (found is not null)
            _entries[token] = new Entry(found, now);
        else
            _entries.TryRemove(token, out _);
        return found;
    }

    private sealed record Entry(Credential Credential, long LoadedAt);
}
