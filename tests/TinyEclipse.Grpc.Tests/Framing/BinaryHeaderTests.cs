using Grpc.Framing;

namespace Grpc.Tests.Framing;

public sealed class BinaryHeaderTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("AA==", "00")]
    [InlineData("AA", "00")]
    [InlineData("AAE=", "0001")]
    [InlineData("AAE", "0001")]
    [InlineData("AAEC", "000102")]
    [InlineData("AAECAw", "00010203")]
    public void Padding_is_optional(string text, string bytes)
    {
        Assert.True(BinaryHeader.TryDecode(text, out var value));
        Assert.Equal(bytes, Convert.ToHexString(value));
    }

    [Theory]
    [InlineData("A")]
    [InlineData("AAAAA")]
    [InlineData("A!==")]
    [InlineData("-_-_")]
    public void What_is_no_base64_is_refused(string text) => Assert.False(BinaryHeader.TryDecode(text, out _));

    [Fact]
    public void It_is_written_padded() => Assert.Equal("AAE=", BinaryHeader.Encode([0, 1]));
}
