using System.Security.Cryptography;

namespace TinyEclipse.Server.Signatures;

/// <summary>The header Content-Digest (RFC 9530), with SHA-256.</summary>
public static class ContentDigest
{
    public const string Header = "Content-Digest";
    private const string Algorithm = "sha-256";

    public static string Of(ReadOnlySpan<byte> body) => $"{Algorithm}=:{Convert.ToBase64String(SHA256.HashData(body))}:";

    public static bool Matches(string header, ReadOnlySpan<byte> body) =>
        StructuredDictionary.Parse(header) is { } digests
        && digests.TryGetValue(Algorithm, out var digest)
        && digest is { IsList: false, Items: [{ Value: byte[] given }] }
        && CryptographicOperations.FixedTimeEquals(given, SHA256.HashData(body));
}
