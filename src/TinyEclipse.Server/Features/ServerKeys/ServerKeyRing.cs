using System.Security.Cryptography;
using TinyEclipse.Server.Signatures;

namespace TinyEclipse.Server.Features.ServerKeys;

/// <summary>The server's keys at hand, looked up again every few seconds: another server may have rotated them.</summary>
public sealed class ServerKeyRing(ServerKeyStore keys, ServerKeySeal seal, TimeProvider clock)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(5);

    private Loaded? _loaded;

    /// <summary>To be called when the server starts: a key that cannot be read should stop it, not every call to a site.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await keys.EnsureAcrossTenantsAsync(() => StoredKey.Create(seal.Seal, now), seal.SealFormer, now, cancellationToken);
        foreach (var key in await keys.ListAcrossTenantsAsync(now, cancellationToken))
            seal.Open(key);
    }

    /// <summary>Those that sites accept or will, the oldest first.</summary>
    public async ValueTask<IReadOnlyList<StoredKey>> PublishedAsync(CancellationToken cancellationToken)
    {
        if (_loaded is { } loaded && clock.GetElapsedTime(loaded.At) < Lifetime)
            return loaded.Keys;

        var at = clock.GetTimestamp();
        var found = await keys.ListAcrossTenantsAsync(clock.GetUtcNow(), cancellationToken);
        _loaded = new Loaded(found, at);
        return found;
    }

    public async ValueTask<string> VersionAsync(CancellationToken cancellationToken) =>
        ServerKeyRules.Version((await PublishedAsync(cancellationToken)).Select(key => key.Term));

    /// <summary>The key that signs now. The caller disposes of it.</summary>
    public async Task<SigningKey> SigningKeyAsync(CancellationToken cancellationToken)
    {
        var stored = ServerKeyRules.Signing(await PublishedAsync(cancellationToken), key => key.Term, clock.GetUtcNow());
        var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(seal.Open(stored), out _);
        return new SigningKey(stored.Term.Id, key);
    }

    public async Task RotateAsync(bool immediately, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var (signsFrom, othersEnd) = ServerKeyRules.Succession(now, immediately);
        await keys.SucceedAcrossTenantsAsync(StoredKey.Create(seal.Seal, signsFrom), othersEnd, now, cancellationToken);
        _loaded = null;
    }

    private sealed record Loaded(IReadOnlyList<StoredKey> Keys, long At);
}
