using System.Net;
using System.Net.Sockets;

namespace TinyEclipse.Server.Outbound;

/// <summary>Tells addresses on the internet from those of this machine, its networks and its hosting (IANA special-purpose registries).</summary>
public static class PublicAddress
{
    private static readonly IPNetwork[] ReservedV4 =
    [
        .. new[]
        {
            "0.0.0.0/8", // this network
            "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", // private
            "100.64.0.0/10", // shared by a provider's customers
            "127.0.0.0/8", // loopback
            "169.254.0.0/16", // link-local, where clouds keep their metadata
            "192.0.0.0/24", "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", // protocol assignments, documentation
            "192.88.99.0/24", // 6to4 relays
            "198.18.0.0/15", // benchmarks
            "224.0.0.0/4", "240.0.0.0/4", // multicast, reserved, broadcast
        }.Select(network => IPNetwork.Parse(network)),
    ];

    // Of IPv6 only global unicast is public: loopback, unique local, link-local and multicast all lie outside it.
    private static readonly IPNetwork GlobalV6 = IPNetwork.Parse("2000::/3");

    private static readonly IPNetwork[] ReservedV6 =
    [
        IPNetwork.Parse("2001::/23"), // protocol assignments, Teredo
        IPNetwork.Parse("2001:db8::/32"), IPNetwork.Parse("3fff::/20"), // documentation
        IPNetwork.Parse("2002::/16"), // 6to4, which wraps any IPv4 address
    ];

    // Where a network speaks IPv6 only, every IPv4 host has such an address; the last four bytes are the real one.
    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");

    public static bool IsPublic(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            return IsPublic(address.MapToIPv4());
        if (address.AddressFamily == AddressFamily.InterNetwork)
            return !Array.Exists(ReservedV4, network => network.Contains(address));
        if (Nat64.Contains(address))
            return IsPublic(new IPAddress(address.GetAddressBytes().AsSpan(12)));

        return GlobalV6.Contains(address) && !Array.Exists(ReservedV6, network => network.Contains(address));
    }
}
