using System.Buffers.Binary;
using System.Security.Cryptography;
using TinyEclipse.Server.Features.Notifications.WebPush;

namespace TinyEclipse.Server.Tests.Notifications;

/// <summary>The other end of RFC 8291, written from its text: a device that reads what was encrypted for it.</summary>
public sealed class PushReceiver : IDisposable
{
    private readonly ECDiffieHellman _key;

    public PushReceiver()
        : this(ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256), RandomNumberGenerator.GetBytes(PushKeys.AuthLength))
    {
    }

    public PushReceiver(ECDiffieHellman key, byte[] auth)
    {
        _key = key;
        Keys = new PushKeys(P256Point.Encode(key.ExportParameters(includePrivateParameters: false).Q), auth);
    }

    public PushKeys Keys { get; }

    public byte[] Decrypt(byte[] body)
    {
        var salt = body[..16];
        var recordSize = BinaryPrimitives.ReadUInt32BigEndian(body.AsSpan(16));
        var keyIdLength = body[20];
        var senderPoint = body[21..(21 + keyIdLength)];
        var record = body[(21 + keyIdLength)..];
        Assert.Equal(65, keyIdLength);
        Assert.InRange((uint)record.Length, 18u, recordSize);

        using var sender = ECDiffieHellman.Create(P256Point.Decode(senderPoint));
        var secret = _key.DeriveRawSecretAgreement(sender.PublicKey);
        var inputKey = Derive(Derive(Keys.Auth, secret), [.. "WebPush: info\0"u8, .. Keys.P256dh, .. senderPoint, 1]);
        var pseudoRandomKey = Derive(salt, inputKey);
        var key = Derive(pseudoRandomKey, [.. "Content-Encoding: aes128gcm\0"u8, 1])[..16];
        var nonce = Derive(pseudoRandomKey, [.. "Content-Encoding: nonce\0"u8, 1])[..12];

        var padded = new byte[record.Length - 16];
        using var cipher = new AesGcm(key, 16);
        cipher.Decrypt(nonce, record.AsSpan(0, padded.Length), record.AsSpan(padded.Length), padded);

        var delimiter = padded.AsSpan().LastIndexOfAnyExcept((byte)0);
        Assert.Equal(2, padded[delimiter]); // the only record is the last
        return padded[..delimiter];
    }

    public void Dispose() => _key.Dispose();

    // HKDF spelt out (RFC 5869): extract and the first block of expand are both one HMAC.
    private static byte[] Derive(byte[] key, byte[] data) => HMACSHA256.HashData(key, data);
}
