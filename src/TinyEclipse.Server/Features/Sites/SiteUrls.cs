using TinyEclipse.Server.Rpc;

namespace TinyEclipse.Server.Features.Sites;

/// <summary>What a site says about where it is.</summary>
public static class SiteUrls
{
    /// <summary>Where the plugin answers: the name of an endpoint follows it, in its path or, on sites without pretty addresses, in its query.</summary>
    public static bool IsRestRoot(string url) => HomeUrl.IsWeb(url, out var parsed) && url.EndsWith('/') && parsed is { Fragment: "", UserInfo: "" };
}
