using System.Net;
using System.Net.Sockets;
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

    private bool HasCertificate => CertificatePath.Length > 0;

    private IEnumerable<(string Setting, int Port)> Ports =>
        HasCertificate ? [(nameof(TlsPort), TlsPort)] : [(nameof(HttpPort), HttpPort), (nameof(GrpcPort), GrpcPort)];

    /// <exception cref="InvalidOperationException">The address or a port is none.</exception>
    public static Listening From(IConfiguration configuration)
    {
        var listening = configuration.GetSection("Listen").Get<Listening>() ?? new();
        if (!IPAddress.TryParse(listening.Address, out _))
            throw new InvalidOperationException($"Listen:Address takes an IP address such as 127.0.0.1, not \"{listening.Address}\".");
        foreach (var (setting, port) in listening.Ports)
        {
            if (port is < IPEndPoint.MinPort or > IPEndPoint.MaxPort)
                throw new InvalidOperationException($"Listen:{setting} takes a port from 0 to {IPEndPoint.MaxPort}, not {port}.");
        }
        return listening;
    }

    /// <summary>Tries the ports before anything else is started: a port in use is then one sentence instead of a log.</summary>
    /// <exception cref="IOException">A port cannot be had.</exception>
    public void TryPorts()
    {
        foreach (var (setting, port) in Ports)
        {
            try
            {
                using var trial = new TcpListener(IPAddress.Parse(Address), port);
                trial.Start();
            }
            catch (SocketException failure)
            {
                throw new IOException($"port {port} of {Address} cannot be had: {failure.Message}. Listen:{setting} chooses another.", failure);
            }
        }
    }

    /// <summary>An address that this machine reaches: one that stands for all of its networks is nowhere to go to.</summary>
    public static string Reachable(string url) =>
        url.Replace("//0.0.0.0:", "//127.0.0.1:", StringComparison.Ordinal).Replace("//[::]:", "//[::1]:", StringComparison.Ordinal);

    public void Apply(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        var address = IPAddress.Parse(Address);
        if (!HasCertificate)
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
