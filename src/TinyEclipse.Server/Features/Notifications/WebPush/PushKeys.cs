using System.Security.Cryptography;

namespace TinyEclipse.Server.Features.Notifications.WebPush;

/// <summary>What a browser hands over when it subscribes: its P-256 public key, uncompressed, and its secret (RFC 8291, section 2).</summary>
public sealed record PushKeys(byte[] P256dh, byte[] Auth)
{
    public const int AuthLength = 16;

    public bool AreValid => Auth.Length == AuthLength && P256Point.IsOnCurve(P256dh);
}

/// <summary>The uncompressed form of a point on P-256: 0x04, X, Y.</summary>
public static class P256Point
{
    public const int Length = 65;
    private const int CoordinateLength = 32;
    private const byte Uncompressed = 4;

    public static byte[] Encode(ECPoint point) => [Uncompressed, .. point.X!, .. point.Y!];

    public static ECParameters Decode(ReadOnlySpan<byte> point)
    {
        if (point.Length != Length || point[0] != Uncompressed)
            throw new CryptographicException("A P-256 point takes 65 bytes, the first of them 4.");

        return new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint { X = point[1..(1 + CoordinateLength)].ToArray(), Y = point[(1 + CoordinateLength)..].ToArray() },
        };
    }

    public static bool IsOnCurve(ReadOnlySpan<byte> point)
    {
        try
        {
            using var key = ECDiffieHellman.Create(Decode(point)); // the import refuses what is not on the curve
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
