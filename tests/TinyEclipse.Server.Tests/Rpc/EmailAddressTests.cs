using TinyEclipse.Server.Rpc;

namespace TinyEclipse.Server.Tests.Rpc;

public sealed class EmailAddressTests
{
    [Theory]
    [InlineData("ada@example.org", "ada@example.org")]
    [InlineData("  Ada.Lovelace@Example.ORG\t", "ada.lovelace@example.org")]
    [InlineData("ada+winkel@mail.example.co.uk", "ada+winkel@mail.example.co.uk")]
    [InlineData("o'brien_x%y@example.be", "o'brien_x%y@example.be")]
    [InlineData("ada@xn--bcher-kva.example", "ada@xn--bcher-kva.example")]
    [InlineData("ada@bücher.example", "ada@bücher.example")]
    [InlineData("jörg@example.de", "jörg@example.de")]
    [InlineData("1@2.be", "1@2.be")]
    public void An_address_has_one_spelling(string typed, string expected) => Assert.Equal(expected, EmailAddress.Normalize(typed));

    [Theory]
    [InlineData("")]
    [InlineData("ada")]
    [InlineData("@example.org")]
    [InlineData("ada@")]
    [InlineData("ada@example")]
    [InlineData("ada@example.")]
    [InlineData("ada@.example.org")]
    [InlineData("ada@exa..mple.org")]
    [InlineData("ada@-example.org")]
    [InlineData("ada@example-.org")]
    [InlineData("ada@example.o")]
    [InlineData("ada@127.0.0.1")]
    [InlineData(".ada@example.org")]
    [InlineData("ada.@example.org")]
    [InlineData("a..da@example.org")]
    [InlineData("ada lovelace@example.org")]
    [InlineData("ada@byron@example.org")]
    [InlineData("Ada <ada@example.org>")]
    [InlineData("ada@example.org, bob@example.org")]
    [InlineData("ada\0@example.org")]
    [InlineData("ada@exam ple.org")]
    [InlineData("ada@example.org\nbcc: bob@example.org")]
    public void What_cannot_be_an_address_is_refused(string typed) => Assert.Null(EmailAddress.Normalize(typed));

    [Theory]
    [InlineData(64, 63, true)]
    [InlineData(65, 63, false)]
    [InlineData(64, 64, false)]
    public void An_address_is_as_long_as_mail_allows(int local, int label, bool isAddress) =>
        Assert.Equal(isAddress, EmailAddress.Normalize($"{new string('a', local)}@{new string('b', label)}.org") is not null);

    [Fact]
    public void An_address_of_more_than_254_characters_is_refused()
    {
        var labels = string.Join('.', Enumerable.Repeat(new string('b', 47), 4)); // 191 characters
        Assert.NotNull(EmailAddress.Normalize($"{new string('a', 62)}@{labels}"));
        Assert.Null(EmailAddress.Normalize($"{new string('a', 63)}@{labels}"));
    }
}
