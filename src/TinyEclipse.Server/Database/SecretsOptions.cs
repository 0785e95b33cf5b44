using System.ComponentModel.DataAnnotations;

namespace TinyEclipse.Server.Database;

/// <summary>Section "Secrets". Checked when the server starts.</summary>
public sealed class SecretsOptions
{
    public const string FormerSetting = "Push:KeyEncryptionKey";

    /// <summary>32 bytes in base64 that wrap the keys in the database by which secrets are encrypted. Without them a copy of the database can read its secrets.</summary>
    [RegularExpression("([A-Za-z0-9+/]{43}=)?", ErrorMessage = "Secrets:KeyEncryptionKey must be 32 bytes in base64.")]
    public string KeyEncryptionKey { get; set; } = "";

    /// <summary>The setting by which servers of before wrapped private keys. It opens those, and goes on protecting the database where nothing newer is set.</summary>
    [RegularExpression("([A-Za-z0-9+/]{43}=)?", ErrorMessage = FormerSetting + " must be 32 bytes in base64.")]
    public string FormerKeyEncryptionKey { get; set; } = "";

    public string WrappingKey => KeyEncryptionKey.Length > 0 ? KeyEncryptionKey : FormerKeyEncryptionKey;
}
