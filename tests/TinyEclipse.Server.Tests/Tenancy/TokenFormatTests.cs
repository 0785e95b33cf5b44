using TinyEclipse.Server.Tenancy;

namespace TinyEclipse.Server.Tests.Tenancy;

public sealed class TokenFormatTests
{
    [Theory]
    [InlineData(TokenFormat.SitePrefix)]
    [InlineData(TokenFormat.ApiPrefix)]
    [InlineData(TokenFormat.SessionPrefix)]
    public void A_new_token_is_its_prefix_and_49_characters_that_hold_together(string prefix)
    {
        var token = TokenFormat.New(prefix);

        Assert.Matches($"^{prefix}[0-9A-Za-z]{{49}}$", token);
        Assert.True(TokenFormat.IsCredential(token));
        Assert.NotEqual(token, TokenFormat.New(prefix));
    }

    // Computed elsewhere: zlib.crc32 in Python, digits in the order 0-9, A-Z, a-z.
    [Theory]
    [InlineData("te_api_00000000000000000000000000000000000000000001KjeGQ")]
    [InlineData("te_site_aBcDeFgHiJkLmNoPqRsTuVwXyZ0123456789aBcDeFg2DOByi")]
    public void The_checksum_is_the_usual_crc_32(string token) => Assert.True(TokenFormat.IsCredential(token));

    [Fact]
    public void Any_changed_character_is_noticed()
    {
        var token = TokenFormat.New(TokenFormat.ApiPrefix);
        for (var place = 0; place < token.Length; place++)
        {
            var changed = token[place] == 'x' ? 'y' : 'x';
            Assert.False(TokenFormat.IsCredential(token[..place] + changed + token[(place + 1)..]), $"at {place}");
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("te_api_")]
    [InlineData("te_other_0000000000000000000000000000000000000000000000000")]
    public void What_has_another_form_is_none(string token) => Assert.False(TokenFormat.IsCredential(token));

    [Fact]
    public void A_token_of_one_kind_is_none_of_another()
    {
        var token = TokenFormat.New(TokenFormat.SitePrefix);

        Assert.False(TokenFormat.IsCredential(TokenFormat.ApiPrefix + token[TokenFormat.SitePrefix.Length..]));
        Assert.False(TokenFormat.IsCredential(token + "\n"));
    }
}
