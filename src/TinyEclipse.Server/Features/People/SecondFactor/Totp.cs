using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace TinyEclipse.Server.Features.People.SecondFactor;

/// <summary>One-time codes by time (RFC 6238): HMAC-SHA-1, six digits, a new one every 30 seconds. It is what every authenticator app can do.</summary>
public static class Totp
{
    public const int SeedBytes = 20;
    private const int StepSeconds = 30;
    private const int Digits = 6;
    private const string Issuer = "TinyEclipse";

    public static long StepAt(DateTimeOffset time) => time.ToUnixTimeSeconds() / StepSeconds;

    public static string Code(ReadOnlySpan<byte> seed, long step, int digits = Digits)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> hash = stackalloc byte[HMACSHA1.HashSizeInBytes];
#pragma warning disable CA5350 // RFC 6238's algorithm; HMAC does not rest on what SHA-1 has lost
        HMACSHA1.HashData(seed, counter, hash);
#pragma warning restore CA5350
        var number = BinaryPrimitives.ReadInt32BigEndian(hash[(hash[^1] & 0xf)..]) & int.MaxValue;
        return (number % (int)Math.Pow(10, digits)).ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0');
    }

    /// <summary>The step that a typed code belongs to: now, or one before or after for clocks that differ. Null when it is none of these.</summary>
    public static long? Match(ReadOnlySpan<byte> seed, string typed, DateTimeOffset now)
    {
        var code = typed.Replace(" ", "", StringComparison.Ordinal);
        long? found = null;
        for (var step = StepAt(now) - 1; step <= StepAt(now) + 1; step++)
        {
            if (CryptographicOperations.FixedTimeEquals(System.Text.Encoding.UTF8.GetBytes(code), System.Text.Encoding.UTF8.GetBytes(Code(seed, step))))
                found = step;
        }
        return found;
    }

    /// <summary>What an authenticator app reads from a QR code.</summary>
    public static string Uri(string secret, string account) =>
        $"otpauth://totp/{Issuer}:{System.Uri.EscapeDataString(account)}?secret={secret}&issuer={Issuer}&algorithm=SHA1&digits={Digits}&period={StepSeconds}";
}
