using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace TinyEclipse.Server;

/// <summary>
/// Section "Listen": where the server answers. Without TLS a port speaks one protocol, so JSON (HTTP/1.1) and gRPC (HTTP/2) have one each; with a certificate
/// one port serves all.
/// </summary>
public sealed record Listening
{
    /// <summary>Loopback unless told otherwise.</summary>
    public string Address { get; init; } = "127.0.0.1";

    public int HttpPort { get; init; } = 8080;

    public int GrpcPort { get; init; } = 8081;

    public int TlsPort { get; init; } = 8443;

    /// <summary>PEM file of the certificate with its chain. Given: <see cref="TlsPort"/> serves, the other two do not.</summary>
    public string CertificatePath { get; init; } = "";

    /// <summary>PEM file of the certificate's key.</summary>
    public string CertificateKeyPath { get; init; } = "";

    public static Listening From(IConfiguration configuration) => configuration.GetSection("Listen").Get<Listening>() ?? new();

    /// <summary>An address that this machine reaches: one that stands for all of its networks is nowhere to go to.</summary>
    public static string Reachable(string url) =>
        url.Replace("//0.0.0.0:", "//127.0.0.1:", StringComparison.Ordinal).Replace("//[::]:", "//[::1]:", StringComparison.Ordinal);

    public void Apply(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        var address = IPAddress.Parse(Address);
        if (CertificatePath.Length == 0)
        {
            kestrel.Listen(address, HttpPort, port => port.Protocols = HttpProtocols.Http1);
            kestrel.Listen(address, GrpcPort, port => port.Protocols = HttpProtocols.Http2);
            return;
        }

        var certificate = X509Certificate2.CreateFromPemFile(CertificatePath, CertificateKeyPath.Length > 0 ? CertificateKeyPath : null);
        kestrel.Listen(address, TlsPort, port =>
        {
            port.Protocols = HttpProtocols.Http1AndHttp2;
            port.UseHttps(certificate);
        });
    }
}
