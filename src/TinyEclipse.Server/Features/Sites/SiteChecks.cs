using TinyEclipse.Server.Rpc;
using TinyEclipse.Sites.V1;

namespace TinyEclipse.Server.Features.Sites;

/// <summary>Checks of what sites say of themselves.</summary>
public static class SiteChecks
{
    private const int LongestVersion = 40;

    public static Checks Versions(this Checks checks, SiteVersions? versions) => versions is null
        ? checks
        : checks
            .Text("versions.wordpress", versions.Wordpress, 0, LongestVersion)
            .Text("versions.php", versions.Php, 0, LongestVersion)
            .Text("versions.woocommerce", versions.Woocommerce, 0, LongestVersion)
            .Text("versions.connector", versions.Connector, 0, LongestVersion);
}
