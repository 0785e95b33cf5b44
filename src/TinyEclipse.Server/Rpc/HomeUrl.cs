namespace TinyEclipse.Server.Rpc;

/// <summary>The home address of a site, as its owner types it.</summary>
public static class HomeUrl
{
    private const int Longest = 2048;

    public static bool IsValid(string url) => IsWeb(url, out var parsed) && parsed is { Query: "", Fragment: "", UserInfo: "" };

    /// <summary>An http or https address that can be kept and called.</summary>
    public static bool IsWeb(string url, out Uri? parsed)
    {
        parsed = null;
        return url.Length <= Longest
            && Uri.TryCreate(url, UriKind.Absolute, out parsed)
            && (parsed.Scheme == Uri.UriSchemeHttps || parsed.Scheme == Uri.UriSchemeHttp);
    }

    /// <summary>Whether two addresses lead to one site: with or without www., by http or https, with or without a trailing slash.</summary>
    public static bool AreSame(string one, string other) => Place(one) is { } place && place == Place(other);

    private static string? Place(string url) =>
        IsValid(url) && new Uri(url) is var parsed ? WithoutWww(parsed.IdnHost.ToLowerInvariant()) + (parsed.IsDefaultPort ? "" : ":" + parsed.Port) + parsed.AbsolutePath.TrimEnd('/') : null;

    private static string WithoutWww(string host) => host.StartsWith("www.", StringComparison.Ordinal) ? host["www.".Length..] : host;
}
