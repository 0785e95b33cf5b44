using System.Buffers.Binary;
using System.Buffers.Text;
using System.Formats.Cbor;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Google.Protobuf.WellKnownTypes;

namespace TinyEclipse.Server.Tests.People.Passkeys;

/// <summary>What a browser and its authenticator do (WebAuthn level 3), with one P-256 key. Each property is something that an attacker could say instead.</summary>
internal sealed class SoftwareAuthenticator : IDisposable
{
    private const byte UserPresent = 0x01;
    private const byte UserVerified = 0x04;
    private const byte HasCredential = 0x40;

    private ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public byte[] CredentialId { get; init; } = RandomNumberGenerator.GetBytes(32);

    public string UserHandle { get; set; } = "";

    public uint SignCount { get; set; }

    public string Origin { get; set; } = "https://hub.example.be";

    public string Domain { get; set; } = "example.be";

    public bool VerifiesUser { get; set; } = true;

    public bool CrossOrigin { get; set; }

    public void Dispose() => _key.Dispose();

    /// <summary>From here on it signs with a key that it never showed.</summary>
    public void LoseKey()
    {
        _key.Dispose();
        _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    }

    /// <summary>The answer to options of navigator.credentials.create().</summary>
    public Struct Create(Struct options)
    {
        UserHandle = options.Fields["user"].StructValue.Fields["id"].StringValue;
        var clientData = ClientData("webauthn.create", options);
        var writer = new CborWriter();
        writer.WriteStartMap(3);
        writer.WriteTextString("fmt");
        writer.WriteTextString("none");
        writer.WriteTextString("attStmt");
        writer.WriteStartMap(0);
        writer.WriteEndMap();
        writer.WriteTextString("authData");
        writer.WriteByteString([.. AuthenticatorData(HasCredential), .. AttestedCredential()]);
        writer.WriteEndMap();
        return Credential(new()
        {
            ["clientDataJSON"] = Base64Url.EncodeToString(clientData),
            ["attestationObject"] = Base64Url.EncodeToString(writer.Encode()),
            ["transports"] = new[] { "internal", "hybrid" },
        });
    }

    /// <summary>The answer to options of navigator.credentials.get().</summary>
    public Struct Get(Struct options)
    {
        var clientData = ClientData("webauthn.get", options);
        var authenticatorData = AuthenticatorData(0);
        var signature = _key.SignData([.. authenticatorData, .. SHA256.HashData(clientData)], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        return Credential(new()
        {
            ["clientDataJSON"] = Base64Url.EncodeToString(clientData),
            ["authenticatorData"] = Base64Url.EncodeToString(authenticatorData),
            ["signature"] = Base64Url.EncodeToString(signature),
            ["userHandle"] = UserHandle,
        });
    }

    private Struct Credential(Dictionary<string, object> response)
    {
        var id = Base64Url.EncodeToString(CredentialId);
        return Struct.Parser.ParseJson(JsonSerializer.Serialize(new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["id"] = id,
            ["rawId"] = id,
            ["type"] = "public-key",
            ["authenticatorAttachment"] = "platform",
            ["clientExtensionResults"] = new Dictionary<string, object>(StringComparer.Ordinal),
            ["response"] = response,
        }));
    }

    private byte[] ClientData(string type, Struct options) =>
        Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new { type, challenge = options.Fields["challenge"].StringValue, origin = Origin, crossOrigin = CrossOrigin }));

    private byte[] AuthenticatorData(byte flags)
    {
        var count = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(count, SignCount);
        return [.. SHA256.HashData(Encoding.UTF8.GetBytes(Domain)), (byte)(flags | UserPresent | (VerifiesUser ? UserVerified : 0)), .. count];
    }

    private byte[] AttestedCredential()
    {
        var length = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)CredentialId.Length);
        return [.. new byte[16], .. length, .. CredentialId, .. PublicKey()]; // no model of authenticator is told
    }

    // COSE_Key (RFC 9053): an elliptic curve key, for ES256, on P-256.
    private byte[] PublicKey()
    {
        var point = _key.ExportParameters(includePrivateParameters: false).Q;
        var writer = new CborWriter(CborConformanceMode.Ctap2Canonical);
        writer.WriteStartMap(5);
        writer.WriteInt32(1);
        writer.WriteInt32(2);
        writer.WriteInt32(3);
        writer.WriteInt32(-7);
        writer.WriteInt32(-1);
        writer.WriteInt32(1);
        writer.WriteInt32(-2);
        writer.WriteByteString(point.X!);
        writer.WriteInt32(-3);
        writer.WriteByteString(point.Y!);
        writer.WriteEndMap();
        return writer.Encode();
    }
}
