using System.Net;
using System.Net.Sockets;

namespace TinyEclipse.Server.Outbound;

/// <summary>
/// Makes the HTTP clients for addresses that others chose. What a name resolves to is checked when connecting, so that a name that changes
/// its mind between check and use gains nothing; redirects are not followed and no proxy stands between.
/// </summary>
public static class OutboundHttp
{
    /// <param name="allowPrivate">For development: also this machine and its networks.</param>
    /// <param name="connectTimeout">How long a connection may take.</param>
    /// <param name="resolve">What a name leads to; the system's resolver when not given.</param>
    public static HttpClient Create(bool allowPrivate, TimeSpan connectTimeout, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null)
    {
        resolve ??= Dns.GetHostAddressesAsync;
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ConnectTimeout = connectTimeout,
            EnableMultipleHttp2Connections = true,
            MaxResponseHeadersLength = 16, // KiB
            PooledConnectionLifetime = TimeSpan.FromMinutes(10), // then the name is looked up again
            ConnectCallback = (context, cancellationToken) => ConnectAsync(context.DnsEndPoint, allowPrivate, resolve, cancellationToken),
        };
        return new HttpClient(handler)
        {
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
            Timeout = Timeout.InfiniteTimeSpan, // the caller's cancellation token bounds the whole exchange, the body included
        };
    }

    private static async ValueTask<Stream> ConnectAsync(
        DnsEndPoint host, bool allowPrivate, Func<string, CancellationToken, Task<IPAddress[]>> resolve, CancellationToken cancellationToken)
    {
        var addresses = await resolve(host.Host, cancellationToken);
        if (!allowPrivate && (addresses.Length == 0 || !Array.TrueForAll(addresses, PublicAddress.IsPublic)))
            throw new PrivateAddressException(host.Host);

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, host.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>A name led to an address that is not on the internet, and was not called.</summary>
public sealed class PrivateAddressException(string host) : HttpRequestException($"{host} is not a public address");
