using System.Security.Cryptography;
using TinyEclipse.Server.Database;

namespace TinyEclipse.Server.Features.ServerKeys;

/// <summary>Seals the private halves for the database, each bound to its public half.</summary>
public sealed class ServerKeySeal(SecretBox secrets, FormerWrapping former)
{
    private const string Purpose = "server key";

    public byte[] Seal(byte[] publicKey, byte[] privateKey) => secrets.Seal(Purpose, OwnerOf(publicKey), privateKey);

    public byte[] Open(StoredKey key) => secrets.Open(Purpose, OwnerOf(key.PublicKey), key.PrivateKey);

    /// <summary>The private half in today's form; null when it is in it already.</summary>
    public byte[]? SealFormer(StoredKey key) => SecretBox.IsSealed(key.PrivateKey) ? null : Seal(key.PublicKey, former.Open(key.PrivateKey));

    private static Guid OwnerOf(byte[] publicKey) => new(SHA256.HashData(publicKey).AsSpan(0, 16));
}
