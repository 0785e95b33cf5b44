using System.Buffers.Binary;
using System.Security.Cryptography;

namespace TinyEclipse.Server.Features.Notifications.WebPush;

/// <summary>Encrypts a push for one device: RFC 8291 on the content coding aes128gcm of RFC 8188, in one record.</summary>
public static class PushEncryption
{
    /// <summary>A push service must take 4096 bytes (RFC 8030, section 7.2); header, tag and delimiter leave this much for the text.</summary>
    public const int MaxPlaintextLength = RecordSize - HeaderLength - TagLength - DelimiterLength;

    private const int RecordSize = 4096;
    private const int SaltLength = 16;
    private const int HeaderLength = SaltLength + sizeof(uint) + 1 + P256Point.Length;
    private const int TagLength = 16;
    private const int DelimiterLength = 1;
    private const byte LastRecord = 2;

    // The push service sees how long a text is; filled up to whole blocks nearly all of ours look alike.
    private const int PaddingBlock = 1024;

    public static byte[] Encrypt(ReadOnlySpan<byte> plaintext, PushKeys device)
    {
        using var sender = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        var blocks = (plaintext.Length / PaddingBlock) + 1;
        var paddedLength = Math.Max(plaintext.Length, Math.Min(blocks * PaddingBlock, MaxPlaintextLength));
        return Encrypt(plaintext, paddedLength, device, sender, RandomNumberGenerator.GetBytes(SaltLength));
    }

    /// <summary>With the sender's key pair and the salt given: both must be fresh for every push, so only tests call this.</summary>
    public static byte[] Encrypt(ReadOnlySpan<byte> plaintext, int paddedLength, PushKeys device, ECDiffieHellman sender, ReadOnlySpan<byte> salt)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(paddedLength, plaintext.Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(paddedLength, MaxPlaintextLength);

        var senderPoint = P256Point.Encode(sender.ExportParameters(includePrivateParameters: false).Q);
        var body = new byte[HeaderLength + paddedLength + DelimiterLength + TagLength];
        WriteHeader(body, salt, senderPoint);

        var padded = new byte[paddedLength + DelimiterLength];
        plaintext.CopyTo(padded);
        padded[plaintext.Length] = LastRecord;

        var (key, nonce) = DeriveKeyAndNonce(device, sender, senderPoint, salt);
        using var cipher = new AesGcm(key, TagLength);
        cipher.Encrypt(nonce, padded, body.AsSpan(HeaderLength, padded.Length), body.AsSpan(HeaderLength + padded.Length));
        return body;
    }

    private static void WriteHeader(Span<byte> body, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> senderPoint)
    {
        salt.CopyTo(body);
        BinaryPrimitives.WriteUInt32BigEndian(body[SaltLength..], RecordSize);
        body[SaltLength + sizeof(uint)] = P256Point.Length;
        senderPoint.CopyTo(body[(SaltLength + sizeof(uint) + 1)..]);
    }

    private static (byte[] Key, byte[] Nonce) DeriveKeyAndNonce(
        PushKeys device, ECDiffieHellman sender, ReadOnlySpan<byte> senderPoint, ReadOnlySpan<byte> salt)
    {
        using var receiver = ECDiffieHellman.Create(P256Point.Decode(device.P256dh));
        var secret = sender.DeriveRawSecretAgreement(receiver.PublicKey);

        byte[] keyInfo = [.. "WebPush: info\0"u8, .. device.P256dh, .. senderPoint];
        var inputKey = HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, outputLength: 32, device.Auth, keyInfo);

        Span<byte> pseudoRandomKey = stackalloc byte[32];
        HKDF.Extract(HashAlgorithmName.SHA256, inputKey, salt, pseudoRandomKey);
        var (key, nonce) = (new byte[16], new byte[12]);
        HKDF.Expand(HashAlgorithmName.SHA256, pseudoRandomKey, key, "Content-Encoding: aes128gcm\0"u8);
        HKDF.Expand(HashAlgorithmName.SHA256, pseudoRandomKey, nonce, "Content-Encoding: nonce\0"u8);
        return (key, nonce);
    }
}
