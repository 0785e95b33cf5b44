using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace TinyEclipse.Server.Features.Notifications.WebPush;

/// <summary>The key pair by which push services know this server (RFC 8292).</summary>
public sealed class VapidKey : IDisposable
{
    private static readonly string Header = Base64Url.EncodeToString("""{"typ":"JWT","alg":"ES256"}"""u8);

    private readonly ECDsa _key;
    private readonly Lock _signing = new(); // a key object must not sign on two threads at once

    private VapidKey(ECDsa key)
    {
        _key = key;
        PublicKey = Base64Url.EncodeToString(P256Point.Encode(key.ExportParameters(includePrivateParameters: false).Q));
    }

    /// <summary>The public key as a browser takes it: uncompressed, base64url.</summary>
    public string PublicKey { get; }

    public static VapidKey Create() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256));

    public static VapidKey Import(ReadOnlySpan<byte> pkcs8)
    {
        var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(pkcs8, out _);
        return new VapidKey(key);
    }

    public byte[] Export() => _key.ExportPkcs8PrivateKey();

    /// <summary>A signed token that tells the push service at an origin who sends, and whom to write to about it.</summary>
    public string Sign(string audience, string subject, DateTimeOffset expiry)
    {
        var claims = JsonSerializer.SerializeToUtf8Bytes(new { aud = audience, exp = expiry.ToUnixTimeSeconds(), sub = subject });
        var signed = $"{Header}.{Base64Url.EncodeToString(claims)}";
        lock (_signing)
        {
            var signature = _key.SignData(
                Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
            return $"{signed}.{Base64Url.EncodeToString(signature)}";
        }
    }

    public void Dispose() => _key.Dispose();
}
