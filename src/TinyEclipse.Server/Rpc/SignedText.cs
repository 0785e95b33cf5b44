using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using TinyEclipse.Server.Database;

namespace TinyEclipse.Server.Rpc;

/// <summary>Text that a caller carries for the server, signed so that only what this server made for the same purpose is taken back.</summary>
public sealed class SignedText(ServerSecrets secrets)
{
    private const int SignatureLength = 16;

    public string Sign(string purpose, string text) =>
        Base64Url.EncodeToString([.. Signature(purpose, Encoding.UTF8.GetBytes(text)), .. Encoding.UTF8.GetBytes(text)]);

    /// <summary>Null when it was not made by this server for this purpose.</summary>
    public string? Verify(string purpose, string token)
    {
        if (!Base64Url.IsValid(token))
            return null;

        var bytes = Base64Url.DecodeFromChars(token).AsSpan();
        if (bytes.Length <= SignatureLength)
            return null;

        var text = bytes[SignatureLength..];
        return CryptographicOperations.FixedTimeEquals(Signature(purpose, text), bytes[..SignatureLength]) ? Encoding.UTF8.GetString(text) : null;
    }

    private byte[] Signature(string purpose, ReadOnlySpan<byte> text) =>
        HMACSHA256.HashData(secrets.PageTokenKey, (byte[])[.. Encoding.UTF8.GetBytes(purpose), 0, .. text])[..SignatureLength];
}
