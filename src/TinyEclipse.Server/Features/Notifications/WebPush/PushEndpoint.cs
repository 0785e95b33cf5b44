using System.Net;
using TinyEclipse.Server.Outbound;

namespace TinyEclipse.Server.Features.Notifications.WebPush;

/// <summary>The URL of a device at its push service.</summary>
public static class PushEndpoint
{
    public const int MaxLength = 2048;

    /// <summary>
    /// Null when it cannot be a push service's: not https, or an address that is not public. A name is believed here and looked up when it is called.
    /// </summary>
    public static Uri? Parse(string endpoint, bool allowPrivate)
    {
        if (endpoint.Length > MaxLength || !Uri.TryCreate(endpoint, UriKind.Absolute, out var uri) || uri.UserInfo.Length > 0 || uri.Fragment.Length > 0)
            return null;
        if (allowPrivate)
            return uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp ? uri : null;

        return uri.Scheme == Uri.UriSchemeHttps && IsPublicHost(uri) ? uri : null;
    }

    private static bool IsPublicHost(Uri uri) => uri.HostNameType switch
    {
        UriHostNameType.IPv4 or UriHostNameType.IPv6 => PublicAddress.IsPublic(IPAddress.Parse(uri.DnsSafeHost)),
        // A name without a dot is of the local network; .localhost is this machine (RFC 6761).
        UriHostNameType.Dns => uri.IdnHost.Trim('.').Contains('.', StringComparison.Ordinal)
            && !uri.IdnHost.TrimEnd('.').EndsWith(".localhost", StringComparison.OrdinalIgnoreCase),
        _ => false,
    };
}
