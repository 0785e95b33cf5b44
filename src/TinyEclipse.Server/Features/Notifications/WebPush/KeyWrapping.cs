using System.Security.Cryptography;

namespace TinyEclipse.Server.Features.Notifications.WebPush;

/// <summary>Wraps a private key for the database: a byte that tells how, then the key, in AES-GCM where there is a key to do it with.</summary>
public sealed class KeyWrapping
{
    private const byte Plain = 0;
    private const byte Encrypted = 1;
    private const int NonceLength = 12;
    private const int TagLength = 16;

    private readonly byte[] _key;

    private KeyWrapping(byte[] key) => _key = key;

    public bool Encrypts => _key.Length > 0;

    public static KeyWrapping From(string base64Key) => new(Convert.FromBase64String(base64Key));

    public static bool IsEncrypted(byte[] stored) => stored[0] == Encrypted;

    public byte[] Wrap(byte[] secret)
    {
        if (!Encrypts)
            return [Plain, .. secret];

        var nonce = RandomNumberGenerator.GetBytes(NonceLength);
        var (sealedSecret, tag) = (new byte[secret.Length], new byte[TagLength]);
        using var cipher = new AesGcm(_key, TagLength);
        cipher.Encrypt(nonce, secret, sealedSecret, tag);
        return [Encrypted, .. nonce, .. tag, .. sealedSecret];
    }

    /// <exception cref="InvalidOperationException">The encryption key is missing, or another.</exception>
    public byte[] Unwrap(byte[] stored)
    {
        if (!IsEncrypted(stored))
            return stored[1..];
        if (!Encrypts)
            throw new InvalidOperationException("A key in the database is encrypted: set Push:KeyEncryptionKey to the key it was encrypted with.");

        var nonce = stored.AsSpan(1, NonceLength);
        var rest = stored.AsSpan(1 + NonceLength);
        var secret = new byte[rest.Length - TagLength];
        using var cipher = new AesGcm(_key, TagLength);
        try
        {
            cipher.Decrypt(nonce, rest[TagLength..], rest[..TagLength], secret);
            return secret;
        }
        catch (AuthenticationTagMismatchException failure)
        {
            throw new InvalidOperationException("Push:KeyEncryptionKey is not the key that the keys in the database were encrypted with.", failure);
        }
    }
}
