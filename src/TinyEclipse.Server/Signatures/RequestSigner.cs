using System.Buffers.Text;
using System.Security.Cryptography;

namespace TinyEclipse.Server.Signatures;

/// <summary>A private key with the name that sites know its public half by.</summary>
public sealed record SigningKey(string Id, ECDsa Key);

/// <summary>Signs requests by HTTP Message Signatures (RFC 9421) with ecdsa-p256-sha256.</summary>
public sealed class RequestSigner(TimeProvider clock)
{
    private const int NonceBytes = 16;

    /// <summary>Adds the headers Content-Digest, Signature-Input and Signature. The address and the body must not change after it.</summary>
    public void Sign(HttpRequestMessage request, byte[] body, SigningKey key)
    {
        var covered = SignedRequest.Of(request.Method, request.RequestUri!, body);
        var nonce = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(NonceBytes));
        var input = new RequestSignature(clock.GetUtcNow(), nonce, key.Id).ToMember();
        var signature = key.Key.SignData(SignatureBase.Build(input, covered.ValueOf), HashAlgorithmName.SHA256);

        request.Headers.TryAddWithoutValidation(ContentDigest.Header, covered.ContentDigest);
        request.Headers.TryAddWithoutValidation(RequestSignature.InputHeader, $"{RequestSignature.Label}={input}");
        request.Headers.TryAddWithoutValidation(RequestSignature.Header, $"{RequestSignature.Label}=:{Convert.ToBase64String(signature)}:");
    }
}
