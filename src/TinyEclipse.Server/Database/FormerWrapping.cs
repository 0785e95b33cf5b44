using Microsoft.Extensions.Options;

namespace TinyEclipse.Server.Database;

/// <summary>Opens what was wrapped by the former setting: private keys, one by one, and the keys of Data Protection where it was the only one.</summary>
public sealed class FormerWrapping(IOptions<SecretsOptions> options)
{
    private readonly KeyWrapping _wrapping = KeyWrapping.From(options.Value.FormerKeyEncryptionKey, SecretsOptions.FormerSetting);

    /// <exception cref="InvalidOperationException">It is encrypted, and the key for it is missing, or another.</exception>
    public byte[] Open(byte[] stored) => _wrapping.Unwrap(stored);

    /// <summary>Null when it is encrypted, and the key for it is missing, or another.</summary>
    public byte[]? TryOpen(byte[] stored) => _wrapping.TryUnwrap(stored);
}
