using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace TinyEclipse.Server;

/// <summary>
/// Section "Listen": where the server answers. Without TLS a port speaks one protocol, so JSON (HTTP/1.1) and gRPC (HTTP/2) have one each; with a certificate
/// one port serves all.
/// </summary>
public sealed record Listening
{
    private const string HttpOption = "--http-port", GrpcOption = "--grpc-port", TlsOption = "--tls-port", AddressOption = "--listen";

    /// <summary>The options of the command line, and the setting that each stands for.</summary>
    public static IReadOnlyDictionary<string, string> Options { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [HttpOption] = "Listen:HttpPort",
        [GrpcOption] = "Listen:GrpcPort",
        [TlsOption] = "Listen:TlsPort",
        [AddressOption] = "Listen:Address",
    };

    /// <summary>Loopback unless told otherwise.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    public int HttpPort { get; init; } = 8080;

    public int GrpcPort { get; init; } = 8081;

    public int TlsPort { get; init; } = 8443;

    /// <summary>Given: <see cref="TlsPort"/> serves, the other two do not.</summary>
    public TlsCertificate? Certificate { get; init; }

    private IEnumerable<(string Option, int Port)> Ports =>
        Certificate is not null ? [(TlsOption, TlsPort)] : [(HttpOption, HttpPort), (GrpcOption, GrpcPort)];

    /// <exception cref="InvalidOperationException">The address or a port is none, the certificate cannot be read, or a TLS port is asked without one.</exception>
    public static Listening From(IConfiguration configuration)
    {
        var defaults = new Listening();
        var certificate = TlsCertificate.From(configuration);
        if (certificate is null && Value(configuration, TlsOption) is not null)
            throw new InvalidOperationException($"{Named(TlsOption)} needs a certificate, which {TlsCertificate.Settings} name.");
        return new()
        {
            Address = AddressFrom(configuration) ?? defaults.Address,
            HttpPort = PortFrom(configuration, HttpOption) ?? defaults.HttpPort,
            GrpcPort = PortFrom(configuration, GrpcOption) ?? defaults.GrpcPort,
            TlsPort = PortFrom(configuration, TlsOption) ?? defaults.TlsPort,
            Certificate = certificate,
        };
    }

    /// <summary>Tries the ports before anything else is started: a port in use is then one sentence instead of a log.</summary>
    /// <exception cref="IOException">A port cannot be had.</exception>
    public void TryPorts()
    {
        foreach (var (option, port) in Ports)
        {
            try
            {
                using var trial = new TcpListener(Address, port);
                trial.Start();
            }
            catch (SocketException failure)
            {
                throw new IOException($"port {port} of {Address} cannot be had: {failure.Message}. {Named(option)} chooses another.", failure);
            }
        }
    }

    public void Apply(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        if (Certificate is null)
        {
            kestrel.Listen(Address, HttpPort, port => port.Protocols = HttpProtocols.Http1);
            kestrel.Listen(Address, GrpcPort, port => port.Protocols = HttpProtocols.Http2);
            return;
        }

        kestrel.Listen(Address, TlsPort, port =>
        {
            port.Protocols = HttpProtocols.Http1AndHttp2;
            port.UseHttps(Certificate.Apply);
        });
    }

    /// <summary>An address that this machine reaches: one that stands for all of its networks is nowhere to go to.</summary>
    public static string Reachable(string url) =>
        url.Replace("//0.0.0.0:", "//127.0.0.1:", StringComparison.Ordinal).Replace("//[::]:", "//[::1]:", StringComparison.Ordinal);

    private static IPAddress? AddressFrom(IConfiguration configuration)
    {
        if (Value(configuration, AddressOption) is not { } value)
            return null;
        return IPAddress.TryParse(value, out var address)
            ? address
            : throw new InvalidOperationException($"{Named(AddressOption)} takes an IP address such as 127.0.0.1, not \"{value}\".");
    }

    private static int? PortFrom(IConfiguration configuration, string option)
    {
        if (Value(configuration, option) is not { } value)
            return null;
        return ushort.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            ? port
            : throw new InvalidOperationException($"{Named(option)} takes a port from 0 to {IPEndPoint.MaxPort}, not \"{value}\".");
    }

    private static string? Value(IConfiguration configuration, string option) => configuration[Options[option]];

    // Both ways in which it may have been given.
    private static string Named(string option) => $"{option} ({Options[option].Replace(":", "__", StringComparison.Ordinal)})";
}
