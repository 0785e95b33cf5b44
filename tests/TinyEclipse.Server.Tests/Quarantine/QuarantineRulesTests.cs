using TinyEclipse.Server.Features.Quarantine;
using TinyEclipse.Sites.V1;

namespace TinyEclipse.Server.Tests.Quarantine;

public sealed class QuarantineRulesTests
{
    private const string Fingerprint = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    [Theory]
    [InlineData("", SiteEnvironment.Unspecified, true)] // it tells nothing
    [InlineData("https://www.shop.example/", SiteEnvironment.Production, true)] // another machine under the same name
    [InlineData("https://staging.shop.example", SiteEnvironment.Production, false)]
    [InlineData("https://shop.example/kopie", SiteEnvironment.Production, false)]
    [InlineData("https://shop.example", SiteEnvironment.Staging, false)]
    public void A_copy_gives_itself_away_by_its_address_or_by_what_it_is_for(string home, SiteEnvironment environment, bool mightBe) =>
        Assert.Equal(
            mightBe,
            QuarantineRules.MightBeTheSite(new KnownSite("https://shop.example", SiteEnvironment.Production, Fingerprint), new Installation("other", home, environment)));

    [Fact]
    public void A_staging_site_may_have_a_staging_sites_copy() =>
        Assert.True(QuarantineRules.MightBeTheSite(
            new KnownSite("https://staging.example", SiteEnvironment.Staging, Fingerprint), new Installation("other", "https://staging.example", SiteEnvironment.Staging)));

    [Fact]
    public void An_installation_says_who_it_is_in_a_header()
    {
        var told = Installation.Parse($"fingerprint=\"{Fingerprint}\", home=\"https://shop.example/nl/\", environment=staging");

        Assert.Equal(new Installation(Fingerprint, "https://shop.example/nl", SiteEnvironment.Staging), told);
        Assert.Equal(new Installation(Fingerprint, "", SiteEnvironment.Unspecified), Installation.Parse($"fingerprint=\"{Fingerprint}\", home=\"javascript:alert(1)\", environment=what"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("fingerprint=\"short\"")]
    [InlineData("fingerprint=\"0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef\"")]
    [InlineData("home=\"https://shop.example\"")]
    [InlineData("fingerprint=(\"a\")")]
    [InlineData("\"; drop table sites")]
    public void Whatever_else_stands_there_says_nothing(string field) => Assert.Null(Installation.Parse(field));
}
