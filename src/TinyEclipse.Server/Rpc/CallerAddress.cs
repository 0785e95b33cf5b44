using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Grpc.Core;

namespace TinyEclipse.Server.Rpc;

/// <summary>The network address that a call comes from.</summary>
public static class CallerAddress
{
    private const int Ipv6NetworkBytes = 8;

    public static IPAddress Of(ServerCallContext context) => Of(context.GetHttpContext());

    public static IPAddress Of(HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress ?? IPAddress.None;
        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
    }

    /// <summary>What one subscriber has: an IPv4 address, or the /64 in which an IPv6 host changes its address as it likes.</summary>
    public static string NetworkOf(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address.ToString();

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(Ipv6NetworkBytes).Clear();
        return $"{new IPAddress(bytes)}/64";
    }

    /// <summary>The same as a number, for what is counted at every call.</summary>
    public static UInt128 NetworkKeyOf(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? new UInt128(1, BinaryPrimitives.ReadUInt64BigEndian(bytes))
            : BinaryPrimitives.ReadUInt32BigEndian(bytes);
    }
}
