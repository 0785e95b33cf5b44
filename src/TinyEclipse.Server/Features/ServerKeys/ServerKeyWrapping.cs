using Microsoft.Extensions.Options;
using TinyEclipse.Server.Database;
using TinyEclipse.Server.Features.Notifications;

namespace TinyEclipse.Server.Features.ServerKeys;

/// <summary>Wraps the private halves for the database, by the same key as the VAPID key.</summary>
public sealed class ServerKeyWrapping(IOptions<PushOptions> options)
{
    private readonly KeyWrapping _wrapping = KeyWrapping.From(options.Value.KeyEncryptionKey, "Push:KeyEncryptionKey");

    public byte[] Wrap(byte[] secret) => _wrapping.Wrap(secret);

    public byte[] Unwrap(byte[] stored) => _wrapping.Unwrap(stored);

    /// <summary>Whether it is not wrapped, and could be.</summary>
    public bool IsDue(byte[] stored) => _wrapping.Encrypts && !KeyWrapping.IsEncrypted(stored);
}
