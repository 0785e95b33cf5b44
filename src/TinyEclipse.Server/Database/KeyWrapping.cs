using System.Security.Cryptography;

namespace TinyEclipse.Server.Database;

/// <summary>Wraps the keys of Data Protection for the database: a byte that tells how, then the key, in AES-GCM where there is a key to do it with.</summary>
public sealed class KeyWrapping
{
    private const byte Plain = 0;
    private const byte Encrypted = 1;
    private const int NonceLength = 12;
    private const int TagLength = 16;

    private readonly byte[] _key;
    private readonly string _setting;

    private KeyWrapping(byte[] key, string setting) => (_key, _setting) = (key, setting);

    public bool Encrypts => _key.Length > 0;

    /// <param name="base64Key">32 bytes; empty: nothing is encrypted.</param>
    /// <param name="setting">Where the key was configured, for who must mend it.</param>
    public static KeyWrapping From(string base64Key, string setting) => new(Convert.FromBase64String(base64Key), setting);

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
    public byte[] Unwrap(byte[] stored) => TryUnwrap(stored) ?? throw new InvalidOperationException(Encrypts
        ? $"{_setting} is not the key that a key in the database was encrypted with."
        : $"A key in the database is encrypted: set {_setting} to the key it was encrypted with.");

    /// <summary>Null when the encryption key is missing, or another.</summary>
    public byte[]? TryUnwrap(byte[] stored)
    {
        if (!IsEncrypted(stored))
            return stored[1..];
        if (!Encrypts)
            return null;

        var nonce = stored.AsSpan(1, NonceLength);
        var rest = stored.AsSpan(1 + NonceLength);
        var secret = new byte[rest.Length - TagLength];
        using var cipher = new AesGcm(_key, TagLength);
        try
        {
            cipher.Decrypt(nonce, rest[TagLength..], rest[..TagLength], secret);
            return secret;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }
}
