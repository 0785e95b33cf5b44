using System.Security.Cryptography;

namespace TinyEclipse.Cli.Push;

/// <summary>What a browser makes when it subscribes: a P-256 key pair and a secret (RFC 8291, section 2).</summary>
internal sealed class DeviceKeys(ECDiffieHellman key, byte[] authSecret) : IDisposable
{
    public const int PublicKeyLength = 65;
    private const int CoordinateLength = 32;
    private const byte Uncompressed = 4;

    public byte[] AuthSecret { get; } = authSecret;

    /// <summary>The uncompressed point.</summary>
    public byte[] PublicKey { get; } = Encode(key.PublicKey.ExportParameters().Q);

    public static DeviceKeys Create() => new(ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256), RandomNumberGenerator.GetBytes(16));

    public static ECParameters Decode(ReadOnlySpan<byte> point) => point.Length == PublicKeyLength && point[0] == Uncompressed
        ? new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint { X = point[1..(CoordinateLength + 1)].ToArray(), Y = point[(CoordinateLength + 1)..].ToArray() },
        }
        : throw new CryptographicException("not an uncompressed P-256 point");

    public byte[] AgreeWith(ReadOnlySpan<byte> otherPublicKey)
    {
        using var other = ECDiffieHellman.Create(Decode(otherPublicKey));
        return key.DeriveRawSecretAgreement(other.PublicKey);
    }

    public void Dispose() => key.Dispose();

    private static byte[] Encode(ECPoint point) => [Uncompressed, .. point.X!, .. point.Y!];
}
