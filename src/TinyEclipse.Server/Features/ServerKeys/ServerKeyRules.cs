using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace TinyEclipse.Server.Features.ServerKeys;

/// <summary>When a key signs and when it ends; null while no other takes its place.</summary>
public sealed record KeyTerm(string Id, DateTimeOffset SignsFrom, DateTimeOffset? EndsAt)
{
    public bool IsOver(DateTimeOffset now) => EndsAt <= now;
}

/// <summary>Which key signs, which are accepted, and how one follows another.</summary>
public static class ServerKeyRules
{
    /// <summary>For so long a new key is known before it signs: sites that are away for a day still find it with their first heartbeat.</summary>
    public static readonly TimeSpan Notice = TimeSpan.FromHours(24);

    /// <summary>For so long an old key is accepted after the new one signs: requests on their way, clocks that differ, servers that have not looked.</summary>
    public static readonly TimeSpan Farewell = TimeSpan.FromHours(1);

    /// <summary>The youngest of those that sign already.</summary>
    public static T Signing<T>(IEnumerable<T> keys, Func<T, KeyTerm> term, DateTimeOffset now) =>
        keys.Where(key => !term(key).IsOver(now) && term(key).SignsFrom <= now).MaxBy(key => term(key).SignsFrom)
        ?? throw new InvalidOperationException("No key signs now.");

    /// <summary>When a new key that is made now signs, and when those before it end.</summary>
    public static (DateTimeOffset SignsFrom, DateTimeOffset OthersEnd) Succession(DateTimeOffset now, bool immediately) =>
        immediately ? (now, now) : (now + Notice, now + Notice + Farewell);

    /// <summary>Changes whenever what sites must know does.</summary>
    public static string Version(IEnumerable<KeyTerm> published)
    {
        var text = string.Join('\n', published.Select(term => $"{term.Id} {term.EndsAt?.ToUnixTimeSeconds()}").Order(StringComparer.Ordinal));
        return Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 12));
    }
}
