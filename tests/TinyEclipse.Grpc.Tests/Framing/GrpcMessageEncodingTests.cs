using Grpc.Framing;

namespace Grpc.Tests.Framing;

public sealed class GrpcMessageEncodingTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("plain text ~!", "plain text ~!")]
    [InlineData("pct % é \"x\" \n", "pct %25 %C3%A9 \"x\" %0A")]
    [InlineData("€ 𝄞", "%E2%82%AC %F0%9D%84%9E")]
    [InlineData("\u007f\t", "%7F%09")]
    public void Other_than_printable_ascii_becomes_percent_bytes_and_comes_back(string message, string encoded)
    {
        Assert.Equal(encoded, GrpcMessageEncoding.Encode(message));
        Assert.Equal(message, GrpcMessageEncoding.Decode(encoded));
    }

    [Theory]
    [InlineData("100%", "100%")]
    [InlineData("%zz%41", "%zzA")]
    [InlineData("%4", "%4")]
    [InlineData("%c3%a9", "é")]
    [InlineData("𝄞%41", "𝄞A")]
    [InlineData("%ff", "\ufffd")]
    public void A_malformed_message_is_kept_as_well_as_may_be(string encoded, string message) =>
        Assert.Equal(message, GrpcMessageEncoding.Decode(encoded));
}
