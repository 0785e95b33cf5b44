using Google.Protobuf.WellKnownTypes;
using TinyEclipse.Cli.Output;

namespace TinyEclipse.Cli.Tests.Output;

public sealed class HumanTests
{
    private static readonly TestTime Clock = new(new DateTimeOffset(2026, 11, 22, 10, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData(4500, "EUR", "45.00 EUR")]
    [InlineData(5, "EUR", "0.05 EUR")]
    [InlineData(4500, "JPY", "4500 JPY")]
    [InlineData(4500, "TND", "4.500 TND")]
    [InlineData(1_000_000_000_000, "EUR", "10000000000.00 EUR")]
    [InlineData(0, "", "0.00")]
    public void Money_has_the_decimals_of_its_currency(long minor, string currencyCode, string shown) =>
        Assert.Equal(shown, Human.Money(minor, currencyCode));

    [Theory]
    [InlineData(0, "now")]
    [InlineData(59, "59s")]
    [InlineData(3599, "59m")]
    [InlineData(86_399, "23h")]
    [InlineData(864_000, "10d")]
    [InlineData(-5, "now")]
    public void An_age_is_short(int seconds, string shown) =>
        Assert.Equal(shown, Human.Age(Timestamp.FromDateTimeOffset(Clock.GetUtcNow().AddSeconds(-seconds)), Clock));

    [Fact]
    public void A_moment_is_on_the_readers_clock()
    {
        Assert.Equal("2026-11-22 11:00:00", Human.Moment(Timestamp.FromDateTimeOffset(Clock.GetUtcNow()), Clock));
        Assert.Equal("", Human.Moment(null, Clock));
    }
}
