using System.Collections.Concurrent;

namespace TinyEclipse.Server.Tenancy;

/// <summary>Keeps a credential for a second: a busy site costs one look-up a second, and what is revoked or changed counts a second later at most.</summary>
public sealed class CredentialCache(CredentialStore credentials, TimeProvider clock)
{
    private const int MostEntries = 10_000;
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<Task<Credential?>>> _lookUps = new(StringComparer.Ordinal);

    public ValueTask<Credential?> FindAsync(string token, CancellationToken cancellationToken)
    {
        if (_entries.TryGetValue(token, out var entry) && clock.GetElapsedTime(entry.LoadedAt) < Lifetime)
            return new(entry.Credential);

        // Those who ask while it is being looked up share the answer: a second's end must not send every open request to the database.
        var lookUp = _lookUps.GetOrAdd(token, asked => new Lazy<Task<Credential?>>(() => LookUpAsync(asked)));
        return new(lookUp.Value.WaitAsync(cancellationToken));
    }

    /// <summary>Asks the database, for what may have changed a moment ago.</summary>
    public async ValueTask<Credential?> FindAnewAsync(string token, CancellationToken cancellationToken)
    {
        var now = clock.GetTimestamp();
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

    private async Task<Credential?> LookUpAsync(string token)
    {
        try
        {
            return await FindAnewAsync(token, CancellationToken.None);
        }
        finally
        {
            _lookUps.TryRemove(token, out _);
        }
    }

    private sealed record Entry(Credential Credential, long LoadedAt);
}
