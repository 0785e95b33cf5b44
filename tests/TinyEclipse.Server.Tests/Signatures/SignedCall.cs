using System.Security.Cryptography;
using System.Text;
using TinyEclipse.Server.Signatures;

namespace TinyEclipse.Server.Tests.Signatures;

/// <summary>A request that the signer signed, as its receiver sees it, and the receiver.</summary>
public sealed class SignedCall : IDisposable
{
    public const string KeyId = "key-1";
    public static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly NonceMemory _nonces = new();

    public SignedCall(string address = "https://shop.example/blog/wp-json/tinyeclipse/v1/ping?lang=nl&x=a%20b", string method = "POST", string body = """{"a":1}""")
    {
        Clock = new TestClock(Noon);
        var bytes = Encoding.UTF8.GetBytes(body);
        using var request = new HttpRequestMessage(new HttpMethod(method), address);
        new RequestSigner(Clock).Sign(request, bytes, new SigningKey(KeyId, _key));

        Request = SignedRequest.Of(request.Method, request.RequestUri!, bytes) with { ContentDigest = request.Headers.GetValues("Content-Digest").Single() };
        Input = request.Headers.GetValues("Signature-Input").Single();
        Signature = request.Headers.GetValues("Signature").Single();
    }

    public TestClock Clock { get; }

    public SignedRequest Request { get; }

    public string Input { get; }

    public string Signature { get; }

    public void Dispose() => _key.Dispose();

    /// <summary>The verdict of one and the same receiver, who remembers.</summary>
    public SignatureVerdict Verify(SignedRequest? request = null, string? input = null, string? signature = null) =>
        Verifier(_nonces).Verify(request ?? Request, input ?? Input, signature ?? Signature);

    /// <summary>The verdict of a receiver who has seen nothing yet.</summary>
    public SignatureVerdict VerifyAfresh(SignedRequest? request = null, string? input = null, string? signature = null) =>
        Verifier(new NonceMemory()).Verify(request ?? Request, input ?? Input, signature ?? Signature);

    /// <summary>A request whose Signature-Input says something else, properly signed all the same.</summary>
    public SignatureVerdict VerifySigned(string input)
    {
        var member = StructuredDictionary.Parse(input)!.Single();
        string ValueOf(string name) => name.StartsWith('@') || name == "content-digest" ? Request.ValueOf(name) : "";
        var signature = _key.SignData(SignatureBase.Build(member.Value, ValueOf), HashAlgorithmName.SHA256);
        return VerifyAfresh(input: input, signature: $"{member.Key}=:{Convert.ToBase64String(signature)}:");
    }

    private RequestVerifier Verifier(NonceMemory nonces) => new(id => id == KeyId ? _key : null, nonces, Clock);
}
