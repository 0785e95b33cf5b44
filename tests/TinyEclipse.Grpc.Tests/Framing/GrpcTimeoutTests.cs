using Grpc.Framing;

namespace Grpc.Tests.Framing;

public sealed class GrpcTimeoutTests
{
    [Theory]
    [InlineData("1n", 1)]
    [InlineData("250n", 3)] // rounded up to whole ticks of 100 ns
    [InlineData("1u", 10)]
    [InlineData("1m", 10_000)]
    [InlineData("0m", 0)]
    [InlineData("1S", 10_000_000)]
    [InlineData("1M", 600_000_000)]
    [InlineData("1H", 36_000_000_000)]
    [InlineData("99999999H", 3_599_999_964_000_000_000)]
    public void A_proper_value_is_understood(string text, long ticks)
    {
        Assert.True(GrpcTimeout.TryDecode(text, out var timeout));
        Assert.Equal(ticks, timeout.Ticks);
    }

    [Theory]
    [InlineData("")]
    [InlineData("m")]
    [InlineData("10")]
    [InlineData("10x")]
    [InlineData("-1m")]
    [InlineData("+1m")]
    [InlineData(" 1m")]
    [InlineData("1.5S")]
    [InlineData("123456789m")] // nine digits
    public void Anything_else_is_refused(string text) => Assert.False(GrpcTimeout.TryDecode(text, out _));

    [Theory]
    [InlineData(0, "1n")]
    [InlineData(-5, "1n")]
    [InlineData(1, "100n")]
    [InlineData(10, "1u")]
    [InlineData(10_000_000, "1000000u")]
    [InlineData(10_000_001, "1000001u")]
    [InlineData(1_000_000_000, "100000m")] // 100 s do not fit eight digits of microseconds
    [InlineData(3_600_000_000_000, "360000S")]
    public void The_finest_unit_that_fits_is_written(long ticks, string text) => Assert.Equal(text, GrpcTimeout.Encode(new TimeSpan(ticks)));

    [Fact]
    public void What_is_longer_than_the_header_can_say_is_cut() => Assert.Equal("99999999H", GrpcTimeout.Encode(TimeSpan.MaxValue));

    [Theory]
    [InlineData(1)]
    [InlineData(999_999_999)]
    [InlineData(1_234_567_890_123)]
    [InlineData(987_654_321_098_765)]
    public void What_is_written_is_never_shorter_than_what_was_meant(long ticks)
    {
        Assert.True(GrpcTimeout.TryDecode(GrpcTimeout.Encode(new TimeSpan(ticks)), out var decoded));
        Assert.InRange(decoded.Ticks, ticks, (long)(ticks * 1.0001) + 1);
    }
}
