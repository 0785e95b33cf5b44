using Microsoft.Extensions.Options;

namespace TinyEclipse.Server.Database;

/// <summary>Opens the private keys that servers of before wrapped one by one, so that they can be sealed.</summary>
public sealed class FormerWrapping(IOptions<SecretsOptions> options)
{
    private readonly KeyWrapping _wrapping = KeyWrapping.From(options.Value.FormerKeyEncryptionKey, SecretsOptions.FormerSetting);

    /// <exception cref="InvalidOperationException">It is encrypted, and the key for it is missing, or another.</exception>
    public byte[] Open(byte[] stored) => _wrapping.Unwrap(stored);
}
