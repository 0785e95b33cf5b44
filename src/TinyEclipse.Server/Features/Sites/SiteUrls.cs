namespace TinyEclipse.Server.Features.Sites;

/// <summary>What counts as an address of a site.</summary>
public static class SiteUrls
{
    private const int Longest = 2048;

    public static bool IsHome(string url) => IsWeb(url, out var parsed) && parsed is { Query: "", Fragment: "", UserInfo: "" };

    /// <summary>Where the plugin answers: the name of an endpoint follows it, in its path or, on sites without pretty addresses, in its query.</summary>
    public static bool IsRestRoot(string url) => IsWeb(url, out var parsed) && url.EndsWith('/') && parsed is { Fragment: "", UserInfo: "" };

    private static bool IsWeb(string url, out Uri? parsed)
    {
        parsed = null;
        return url.Length <= Longest
            && url.All(char.IsAscii)
            && Uri.TryCreate(url, UriKind.Absolute, out parsed)
            && (parsed.Scheme == Uri.UriSchemeHttps || parsed.Scheme == Uri.UriSchemeHttp);
    }
}
