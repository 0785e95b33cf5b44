using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace TinyEclipse.Server.Tenancy;

/// <summary>Tokens: a prefix that tells what they open and 256 random bits. Only their SHA-256 is kept.</summary>
public static class TokenFormat
{
    public const string SitePrefix = "te_site_";
    public const string ApiPrefix = "te_api_";
    public const string SessionPrefix = "te_session_";

    private static readonly string[] CredentialPrefixes = [SitePrefix, ApiPrefix, SessionPrefix];

    public static string New(string prefix) => prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>False for what cannot be a credential, so that it need not be looked up.</summary>
    public static bool IsCredential(string token) => Array.Exists(CredentialPrefixes, prefix => token.StartsWith(prefix, StringComparison.Ordinal));

    public static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
