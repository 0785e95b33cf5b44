using System.Security.Cryptography;
using System.Text;

namespace TinyEclipse.Server.Features.Notifications.WebPush;

/// <summary>Where a device's pushes go, and by which keys they are encrypted.</summary>
public sealed record PushTarget(Uri Endpoint, PushKeys Keys)
{
    /// <summary>Scheme and host: of no device in particular.</summary>
    public string PushService() => Endpoint.GetLeftPart(UriPartial.Authority);

    /// <summary>By which the device is known again. The address is random enough that its hash gives nothing away.</summary>
    public byte[] EndpointHash() => SHA256.HashData(Encoding.UTF8.GetBytes(Endpoint.AbsoluteUri));
}
