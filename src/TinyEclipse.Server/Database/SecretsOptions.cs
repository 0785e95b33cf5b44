using System.ComponentModel.DataAnnotations;

namespace TinyEclipse.Server.Database;

/// <summary>Section "Secrets". Checked when the server starts.</summary>
public sealed class SecretsOptions
{
    /// <summary>32 bytes in base64 that wrap the keys in the database by which secrets are encrypted. Without them a copy of the database can read its secrets.</summary>
    [RegularExpression("([A-Za-z0-9+/]{43}=)?", ErrorMessage = "Secrets:KeyEncryptionKey must be 32 bytes in base64.")]
    public string KeyEncryptionKey { get; set; } = "";
}
