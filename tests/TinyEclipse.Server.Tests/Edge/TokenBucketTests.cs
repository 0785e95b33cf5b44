using System.Net;
using TinyEclipse.Server.Edge.Limits;
using TinyEclipse.Server.Rpc;

namespace TinyEclipse.Server.Tests.Edge;

public sealed class TokenBucketTests
{
    private readonly TestClock _clock = new(DateTimeOffset.UnixEpoch);

    [Fact]
    public void A_bucket_gives_what_it_holds_and_fills_up_within_a_minute()
    {
        var buckets = new TokenBuckets(60, 1000, _clock);
        Assert.All(Enumerable.Range(0, 60), call => Assert.Equal((true, 59 - call), (buckets.Take(1) is var state && state.IsTaken, state.Remaining)));

        Assert.Equal(new BucketState(IsTaken: false, 0, TimeSpan.FromSeconds(1)), buckets.Take(1));
        Assert.True(buckets.Take(2).IsTaken);
        _clock.Advance(TimeSpan.FromSeconds(1.001));
        Assert.True(buckets.Take(1).IsTaken);
        Assert.False(buckets.Take(1).IsTaken);
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(59, buckets.Take(1).Remaining);
    }

    [Fact]
    public void Looking_takes_nothing()
    {
        var buckets = new TokenBuckets(1, 1000, _clock);

        Assert.True(buckets.Look(1).IsTaken);
        Assert.True(buckets.Take(1).IsTaken);
        Assert.False(buckets.Look(1).IsTaken);
    }

    [Fact]
    public void However_many_call_memory_stays_bounded()
    {
        var buckets = new TokenBuckets(10, 1000, _clock);
        for (var key = 0; key < 100_000; key++)
            buckets.Take((UInt128)key);

        Assert.InRange(buckets.Count, 0, 1001);
    }

    [Fact]
    public void Letting_go_of_full_buckets_does_not_forget_the_empty_ones()
    {
        var buckets = new TokenBuckets(10, 1000, _clock);
        for (var key = 1; key < 1000; key++)
            buckets.Take((UInt128)key);
        _clock.Advance(TimeSpan.FromMinutes(2));
        for (var call = 0; call < 10; call++)
            buckets.Take(0);
        buckets.Take(2000);
        buckets.Take(2001);

        Assert.False(buckets.Take(0).IsTaken);
        Assert.InRange(buckets.Count, 1, 10);
    }

    [Theory]
    [InlineData("2001:db8::1", "2001:db8:0:0:ffff::2", true)]
    [InlineData("2001:db8::1", "2001:db8:0:1::1", false)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    [InlineData("0.0.0.1", "::1", false)]
    public void A_network_of_ipv6_is_one_address(string one, string other, bool same) =>
        Assert.Equal(same, CallerAddress.NetworkKeyOf(IPAddress.Parse(one)) == CallerAddress.NetworkKeyOf(IPAddress.Parse(other)));
}
