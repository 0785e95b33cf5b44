using System.Buffers.Text;
using System.Security.Cryptography;
using Google.Protobuf.WellKnownTypes;
using TinyEclipse.Sites.V1;

namespace TinyEclipse.Server.Features.ServerKeys;

/// <summary>A key pair as it is kept; the private half is sealed.</summary>
public sealed record StoredKey(KeyTerm Term, byte[] PublicKey, byte[] PrivateKey)
{
    private const int IdBytes = 12;

    public static StoredKey Create(Func<byte[], byte[], byte[]> seal, DateTimeOffset signsFrom)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var publicKey = key.ExportSubjectPublicKeyInfo();
        // Its own fingerprint, so that an id never means another key.
        var id = Base64Url.EncodeToString(SHA256.HashData(publicKey).AsSpan(0, IdBytes));
        return new(new KeyTerm(id, signsFrom, null), publicKey, seal(publicKey, key.ExportPkcs8PrivateKey()));
    }

    public ServerKey ToMessage() => new()
    {
        Id = Term.Id,
        PublicKey = PemEncoding.WriteString("PUBLIC KEY", PublicKey),
        SignTime = Timestamp.FromDateTimeOffset(Term.SignsFrom),
        ExpireTime = Term.EndsAt is { } end ? Timestamp.FromDateTimeOffset(end) : null,
    };
}
