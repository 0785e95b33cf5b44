using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using TinyEclipse.Server.Features.Notifications.WebPush;

namespace TinyEclipse.Server.Tests.Notifications;

public sealed class PushEncryptionTests
{
    // RFC 8291, section 5 and appendix A.
    private const string Plaintext = "When I grow up, I want to be a watermelon";
    private const string SenderPrivate = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw";
    private const string SenderPublic = "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8";
    private const string DevicePrivate = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94";
    private const string DevicePublic = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
    private const string Salt = "DGv6ra1nlYgDCS1FRnbzlw";
    private const string Auth = "BTBZMqHH6r4Tts7J_aSIgg";
    private const string Body =
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_"
        + "yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN";

    [Fact]
    public void The_example_of_RFC_8291_comes_out_byte_for_byte()
    {
        using var sender = KeyPair(SenderPrivate, SenderPublic);
        var plaintext = Encoding.UTF8.GetBytes(Plaintext);

        var body = PushEncryption.Encrypt(plaintext, plaintext.Length, new PushKeys(Decode(DevicePublic), Decode(Auth)), sender, Decode(Salt));

        Assert.Equal(Body, Base64Url.EncodeToString(body));
    }

    [Fact]
    public void The_receiver_of_these_tests_reads_the_example_of_RFC_8291()
    {
        using var receiver = new PushReceiver(KeyPair(DevicePrivate, DevicePublic), Decode(Auth));

        Assert.Equal(Plaintext, Encoding.UTF8.GetString(receiver.Decrypt(Decode(Body))));
    }

    [Theory]
    [InlineData(0, 1024)]
    [InlineData(1023, 1024)]
    [InlineData(1024, 2048)]
    [InlineData(3072, PushEncryption.MaxPlaintextLength)]
    [InlineData(PushEncryption.MaxPlaintextLength, PushEncryption.MaxPlaintextLength)]
    public void A_text_arrives_whole_and_its_length_shows_in_blocks_only(int length, int paddedLength)
    {
        using var receiver = new PushReceiver();
        var plaintext = RandomNumberGenerator.GetBytes(length);

        var body = PushEncryption.Encrypt(plaintext, receiver.Keys);

        Assert.Equal(plaintext, receiver.Decrypt(body));
        Assert.Equal(86 + paddedLength + 1 + 16, body.Length);
        Assert.InRange(body.Length, 0, 4096);
    }

    [Fact]
    public void A_text_that_no_push_service_has_to_take_is_refused()
    {
        using var receiver = new PushReceiver();

        Assert.Throws<ArgumentOutOfRangeException>(() => PushEncryption.Encrypt(new byte[PushEncryption.MaxPlaintextLength + 1], receiver.Keys));
    }

    [Fact]
    public void Two_pushes_of_the_same_text_have_nothing_in_common()
    {
        using var receiver = new PushReceiver();
        var (first, second) = (PushEncryption.Encrypt("same"u8, receiver.Keys), PushEncryption.Encrypt("same"u8, receiver.Keys));

        Assert.NotEqual(first[..16], second[..16]);
        Assert.NotEqual(first[21..86], second[21..86]);
        Assert.NotEqual(first[86..], second[86..]);
    }

    [Fact]
    public void Keys_are_checked_before_they_are_kept()
    {
        using var receiver = new PushReceiver();
        var good = receiver.Keys;
        var offTheCurve = good.P256dh.ToArray();
        offTheCurve[64] ^= 1;

        Assert.True(good.AreValid);
        Assert.False((good with { Auth = good.Auth[1..] }).AreValid);
        Assert.False((good with { P256dh = good.P256dh[1..] }).AreValid);
        Assert.False((good with { P256dh = [3, .. good.P256dh[1..]] }).AreValid);
        Assert.False((good with { P256dh = offTheCurve }).AreValid);
        Assert.False((good with { P256dh = new byte[65] }).AreValid);
    }

    private static ECDiffieHellman KeyPair(string privateKey, string publicKey)
    {
        var parameters = P256Point.Decode(Decode(publicKey));
        parameters.D = Decode(privateKey);
        return ECDiffieHellman.Create(parameters);
    }

    private static byte[] Decode(string text) => Base64Url.DecodeFromChars(text);
}
