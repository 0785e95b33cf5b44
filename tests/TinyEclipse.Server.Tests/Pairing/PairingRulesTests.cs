using TinyEclipse.Server.Features.Pairing;
using TinyEclipse.Server.Rpc;

namespace TinyEclipse.Server.Tests.Pairing;

public sealed class PairingRulesTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("", "", false, 9.9, PairingVerdict.Good)]
    [InlineData("", "", false, 10, PairingVerdict.Over)]
    [InlineData("", "mine", false, 5, PairingVerdict.Good)] // the answer got lost
    [InlineData("", "mine", true, 5, PairingVerdict.Used)] // it did not
    [InlineData("", "theirs", false, 5, PairingVerdict.Used)]
    [InlineData("", "mine", false, 10, PairingVerdict.Over)]
    [InlineData("https://shop.example", "", false, 1, PairingVerdict.Good)]
    [InlineData("http://www.shop.example/", "", false, 1, PairingVerdict.Good)]
    [InlineData("https://shop.example/nl", "", false, 1, PairingVerdict.OtherAddress)]
    [InlineData("https://other.example", "", false, 1, PairingVerdict.OtherAddress)]
    public void A_code_is_good_for_ten_minutes_once_and_where_it_is_meant_for(string url, string usedBy, bool isTokenUsed, double minutes, PairingVerdict verdict) =>
        Assert.Equal(
            verdict,
            PairingRules.Judge(new PairingState(url, Noon + PairingRules.GoodFor, usedBy, isTokenUsed), "mine", "https://shop.example", Noon.AddMinutes(minutes)));

    [Fact]
    public void A_code_may_be_typed_as_it_comes()
    {
        var code = PairingCodeFormat.New();

        Assert.Matches("^[34679CDFGHJKMNPQRTVWXY]{4}-[34679CDFGHJKMNPQRTVWXY]{4}$", code);
        Assert.Equal(PairingCodeFormat.Hash(code), PairingCodeFormat.Hash($"  {code.ToLowerInvariant().Replace("-", " ", StringComparison.Ordinal)}\t"));
        Assert.NotEqual(PairingCodeFormat.Hash(code), PairingCodeFormat.Hash(PairingCodeFormat.New()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("K7RM-2XW")]
    [InlineData("K7RM-2XWPP")]
    [InlineData("K7RM-OXWP")]
    [InlineData("K7RM-' or")]
    public void What_cannot_be_a_code_is_not_looked_up(string typed) => Assert.Null(PairingCodeFormat.Hash(typed));

    [Theory]
    [InlineData("https://shop.example", "http://WWW.shop.example/", true)]
    [InlineData("https://shop.example:443", "https://shop.example", true)]
    [InlineData("https://shop.example:8443", "https://shop.example", false)]
    [InlineData("https://shop.example/a", "https://shop.example/A", false)]
    [InlineData("https://shop.example", "https://staging.shop.example", false)]
    [InlineData("shop.example", "shop.example", false)]
    public void Addresses_are_compared_by_what_they_lead_to(string one, string other, bool areSame) => Assert.Equal(areSame, HomeUrl.AreSame(one, other));
}
