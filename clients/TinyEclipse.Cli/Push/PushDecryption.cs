using System.Buffers.Binary;
using System.Security.Cryptography;

namespace TinyEclipse.Cli.Push;

/// <summary>The receiver's side of a web push: content coding aes128gcm (RFC 8188) with the keys of RFC 8291.</summary>
internal static class PushDecryption
{
    private const int SaltLength = 16;
    private const int RecordSizeLength = 4;
    private const int HeaderLength = SaltLength + RecordSizeLength + 1 + DeviceKeys.PublicKeyLength;
    private const int TagLength = 16;
    private const byte LastRecord = 2;

    /// <exception cref="CryptographicException">The message is malformed, or meant for another device.</exception>
    public static byte[] Decrypt(DeviceKeys keys, ReadOnlySpan<byte> message)
    {
        if (message.Length <= HeaderLength + TagLength || message[SaltLength + RecordSizeLength] != DeviceKeys.PublicKeyLength)
            throw new CryptographicException("the message has no complete header");

        var salt = message[..SaltLength];
        var recordSize = BinaryPrimitives.ReadUInt32BigEndian(message[SaltLength..]);
        var senderKey = message[(SaltLength + RecordSizeLength + 1)..HeaderLength];
        var record = message[HeaderLength..];
        if (record.Length > recordSize)
            throw new CryptographicException("a push is one record");

        return Open(ContentKey(keys, senderKey), salt, record);
    }

    private static byte[] ContentKey(DeviceKeys keys, ReadOnlySpan<byte> senderKey)
    {
        var secret = HKDF.Extract(HashAlgorithmName.SHA256, keys.AgreeWith(senderKey), keys.AuthSecret);
        return HKDF.Expand(HashAlgorithmName.SHA256, secret, 32, [.. "WebPush: info\0"u8, .. keys.PublicKey, .. senderKey]);
    }

    private static byte[] Open(byte[] contentKey, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> record)
    {
        var secret = HKDF.Extract(HashAlgorithmName.SHA256, contentKey, salt.ToArray());
        var key = HKDF.Expand(HashAlgorithmName.SHA256, secret, 16, "Content-Encoding: aes128gcm\0"u8.ToArray());
        var nonce = HKDF.Expand(HashAlgorithmName.SHA256, secret, 12, "Content-Encoding: nonce\0"u8.ToArray());

        var padded = new byte[record.Length - TagLength];
        using var cipher = new AesGcm(key, TagLength);
        cipher.Decrypt(nonce, record[..^TagLength], record[^TagLength..], padded);

        var end = padded.AsSpan().LastIndexOfAnyExcept((byte)0);
        return end >= 0 && padded[end] == LastRecord ? padded[..end] : throw new CryptographicException("the padding is wrong");
    }
}
