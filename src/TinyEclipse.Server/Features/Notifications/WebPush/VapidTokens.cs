using System.Collections.Concurrent;

namespace TinyEclipse.Server.Features.Notifications.WebPush;

/// <summary>
/// The Authorization header for each push service, signed once and kept until near its end: Apple turns away senders who sign too often.
/// </summary>
public sealed class VapidTokens(VapidKey key, string subject, TimeProvider clock)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(12); // RFC 8292 allows 24 h; the rest is for clocks that differ
    private static readonly TimeSpan RenewBefore = TimeSpan.FromHours(1);

    // There are a handful of push services; more origins than this are somebody's play, and are signed anew.
    private const int MaxOrigins = 1000;

    private readonly ConcurrentDictionary<string, Token> _tokens = new(StringComparer.Ordinal);

    public string AuthorizationFor(Uri endpoint)
    {
        var origin = $"{endpoint.Scheme}://{endpoint.Authority}";
        var now = clock.GetUtcNow();
        if (_tokens.TryGetValue(origin, out var known) && now < known.Expiry - RenewBefore)
            return known.Authorization;

        var expiry = now + Lifetime;
        var token = new Token($"vapid t={key.Sign(origin, subject, expiry)}, k={key.PublicKey}", expiry);
        if (_tokens.Count >= MaxOrigins)
            _tokens.Clear();
        _tokens[origin] = token;
        return token.Authorization;
    }

    private sealed record Token(string Authorization, DateTimeOffset Expiry);
}
