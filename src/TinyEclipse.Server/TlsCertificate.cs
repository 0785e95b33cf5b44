using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace TinyEclipse.Server;

/// <summary>The certificate of the TLS port, with those between it and the root, which clients are shown too.</summary>
public sealed class TlsCertificate
{
    private const string PathSetting = "Listen:CertificatePath", KeyPathSetting = "Listen:CertificateKeyPath";

    private readonly X509Certificate2 _certificate;
    private readonly X509Certificate2Collection _between = [];

    /// <param name="path">PEM file of the certificate, followed by those between it and the root.</param>
    /// <param name="keyPath">PEM file of the certificate's key. Null: the key stands in <paramref name="path"/> too.</param>
    private TlsCertificate(string path, string? keyPath)
    {
        _certificate = X509Certificate2.CreateFromPemFile(path, keyPath);
        _between.ImportFromPemFile(path);
        _between.RemoveAt(0); // the certificate itself
    }

    /// <summary>The settings, as environment variables.</summary>
    public static string Settings => "Listen__CertificatePath and Listen__CertificateKeyPath";

    /// <summary>Null when none is named.</summary>
    /// <exception cref="InvalidOperationException">The files cannot be read, or hold no certificate with its key.</exception>
    public static TlsCertificate? From(IConfiguration configuration)
    {
        var (path, keyPath) = (configuration[PathSetting], configuration[KeyPathSetting]);
        if (string.IsNullOrEmpty(path))
            return string.IsNullOrEmpty(keyPath) ? null : throw new InvalidOperationException("Listen__CertificateKeyPath needs the certificate that Listen__CertificatePath names.");
        try
        {
            return new TlsCertificate(path, string.IsNullOrEmpty(keyPath) ? null : keyPath);
        }
        catch (Exception failure) when (failure is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException($"{Settings} must name PEM files of a certificate and its key: {failure.Message}", failure);
        }
    }

    public void Apply(HttpsConnectionAdapterOptions https)
    {
        https.ServerCertificate = _certificate;
        https.ServerCertificateChain = _between;
    }
}
