using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using TinyEclipse.Cli.Push;

namespace TinyEclipse.Cli.Tests.Push;

/// <summary>The example of RFC 8291, section 5.</summary>
public sealed class PushDecryptionTests : IDisposable
{
    private const string Message =
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN";

    private const string PublicKey = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";

    private readonly DeviceKeys _keys = new(Key("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"), Base64Url.DecodeFromChars("BTBZMqHH6r4Tts7J_aSIgg"));

    public void Dispose() => _keys.Dispose();

    [Fact]
    public void The_example_is_read()
    {
        var text = PushDecryption.Decrypt(_keys, Base64Url.DecodeFromChars(Message));

        Assert.Equal("When I grow up, I want to be a watermelon", Encoding.UTF8.GetString(text));
        Assert.Equal(PublicKey, Base64Url.EncodeToString(_keys.PublicKey));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(143)]
    public void A_changed_byte_is_noticed(int position)
    {
        var message = Base64Url.DecodeFromChars(Message);
        message[position] ^= 1;

        Assert.ThrowsAny<CryptographicException>(() => PushDecryption.Decrypt(_keys, message));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    [InlineData(86)]
    [InlineData(102)]
    public void Half_a_message_is_noticed(int length) =>
        Assert.ThrowsAny<CryptographicException>(() => PushDecryption.Decrypt(_keys, Base64Url.DecodeFromChars(Message).AsSpan(0, length)));

    [Fact]
    public void A_message_in_several_records_is_no_push()
    {
        var message = Base64Url.DecodeFromChars(Message);
        message[18] = 0;
        message[19] = 40;

        Assert.Contains("one record", Assert.Throws<CryptographicException>(() => PushDecryption.Decrypt(_keys, message)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_for_another_device_stays_closed()
    {
        using var other = DeviceKeys.Create();

        Assert.ThrowsAny<CryptographicException>(() => PushDecryption.Decrypt(other, Base64Url.DecodeFromChars(Message)));
    }

    private static ECDiffieHellman Key(string scalar)
    {
        var q = DeviceKeys.Decode(Base64Url.DecodeFromChars(PublicKey)).Q;
        return ECDiffieHellman.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = Base64Url.DecodeFromChars(scalar), Q = q });
    }
}
