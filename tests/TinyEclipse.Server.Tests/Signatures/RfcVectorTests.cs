using System.Security.Cryptography;
using System.Text;
using TinyEclipse.Server.Signatures;

namespace TinyEclipse.Server.Tests.Signatures;

/// <summary>RFC 9421, appendix B.2.4: a response signed with ecdsa-p256-sha256.</summary>
public sealed class RfcVectorTests
{
    private const string PublicKey = """
        -----BEGIN PUBLIC KEY-----
        MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEqIVYZVLCrPZHGHjP17CTW0/+D9Lf
        w0EkjqF7xB4FivAxzic30tMM4GF+hR6Dxh71Z50VGGdldkkDXZCnTNnoXQ==
        -----END PUBLIC KEY-----
        """;

    private const string Digest = "sha-512=:mEWXIS7MaLRuGgxOBdODa3xqM1XdEvxoYhvlCFJ41QJgJc4GTsPp29l5oGX69wWdXymyU0rjJuahq4l5aGgfLQ==:";

    private const string Input =
        """sig-b24=("@status" "content-type" "content-digest" "content-length");created=1618884473;keyid="test-key-ecc-p256" """;

    private const string Signature = "sig-b24=:wNmSUAhwb5LxtOtOpNa6W5xj067m5hFrj0XQ4fvpaCLx0NKocgPquLgyahnzDnDAUy5eCdlYUEkLIj+32oiasw==:";

    private static readonly Dictionary<string, string> Response = new(StringComparer.Ordinal)
    {
        ["@status"] = "200",
        ["content-type"] = "application/json",
        ["content-digest"] = Digest,
        ["content-length"] = "23",
    };

    [Fact]
    public void The_signature_base_is_the_one_of_the_rfc()
    {
        const string Expected = $"""
            "@status": 200
            "content-type": application/json
            "content-digest": {Digest}
            "content-length": 23
            "@signature-params": ("@status" "content-type" "content-digest" "content-length");created=1618884473;keyid="test-key-ecc-p256"
            """;

        Assert.Equal(Expected, Encoding.UTF8.GetString(Base(Response)));
    }

    [Fact]
    public void The_signature_of_the_rfc_fits_its_message_and_no_other()
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(PublicKey);
        var signature = (byte[])StructuredDictionary.Parse(Signature)!["sig-b24"].Items[0].Value;

        Assert.True(key.VerifyData(Base(Response), signature, HashAlgorithmName.SHA256));
        var other = new Dictionary<string, string>(Response, StringComparer.Ordinal) { ["@status"] = "201" };
        Assert.False(key.VerifyData(Base(other), signature, HashAlgorithmName.SHA256));
    }

    private static byte[] Base(Dictionary<string, string> message) =>
        SignatureBase.Build(StructuredDictionary.Parse(Input)!["sig-b24"], name => message[name]);
}
