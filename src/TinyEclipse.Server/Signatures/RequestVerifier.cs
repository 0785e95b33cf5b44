using System.Security.Cryptography;

namespace TinyEclipse.Server.Signatures;

/// <summary>What became of a look at a request's signature.</summary>
public enum SignatureVerdict
{
    Valid,
    Malformed,
    OutsideWindow,
    UnknownKey,
    WrongDigest,
    WrongSignature,
    Replayed,
}

/// <summary>The reader's side of <see cref="RequestSigner"/>, by the rules that the connector keeps in PHP.</summary>
/// <param name="keyOf">The public key of this id; null when there is none that is valid now.</param>
/// <param name="nonces">Remembers what was seen.</param>
/// <param name="clock">The reader's clock.</param>
public sealed class RequestVerifier(Func<string, ECDsa?> keyOf, NonceMemory nonces, TimeProvider clock)
{
    /// <summary>How far the sender's clock may be off, and so how long a request is good for.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(300);

    private const int SignatureLength = 64;

    public SignatureVerdict Verify(SignedRequest request, string signatureInput, string signature)
    {
        if (OnlyMember(signatureInput) is not { } input || RequestSignature.From(input) is not { } claim
            || OnlyMember(signature) is not { IsList: false, Parameters: [], Items: [{ Value: byte[] { Length: SignatureLength } bytes }] })
        {
            return SignatureVerdict.Malformed;
        }

        var now = clock.GetUtcNow();
        if ((now - claim.Created).Duration() > Window)
            return SignatureVerdict.OutsideWindow;
        if (keyOf(claim.KeyId) is not { } key)
            return SignatureVerdict.UnknownKey;
        if (!ContentDigest.Matches(request.ContentDigest, request.Body))
            return SignatureVerdict.WrongDigest;
        if (!key.VerifyData(SignatureBase.Build(input, request.ValueOf), bytes, HashAlgorithmName.SHA256))
            return SignatureVerdict.WrongSignature;

        // Last, so that only what the key signed fills the memory.
        return nonces.Add($"{claim.KeyId} {claim.Nonce}", claim.Created + Window, now) ? SignatureVerdict.Valid : SignatureVerdict.Replayed;
    }

    /// <summary>One signature by our label and nothing beside it, which leaves no doubt about what was signed.</summary>
    private static StructuredMember? OnlyMember(string field) =>
        StructuredDictionary.Parse(field) is { Count: 1 } members ? members.GetValueOrDefault(RequestSignature.Label) : null;
}
