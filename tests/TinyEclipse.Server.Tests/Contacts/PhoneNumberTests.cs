using TinyEclipse.Server.Features.Contacts;

namespace TinyEclipse.Server.Tests.Contacts;

public sealed class PhoneNumberTests
{
    [Theory]
    [InlineData("0470 12 34 56", "+32470123456")]
    [InlineData("0470/12.34.56", "+32470123456")]
    [InlineData("0470-12-34-56", "+32470123456")]
    [InlineData("(0470) 12 34 56", "+32470123456")]
    [InlineData("+32 470 12 34 56", "+32470123456")]
    [InlineData("+32 (0)470 12 34 56", "+32470123456")]
    [InlineData("+32 0470 12 34 56", "+32470123456")]
    [InlineData("0032 470 12 34 56", "+32470123456")]
    [InlineData("0032 (0) 470 12 34 56", "+32470123456")]
    [InlineData("\u202a+32 470\u00a012\u201134\u201156\u202c", "+32470123456")] // copied from a phone's contacts
    [InlineData("+32470123456", "+32470123456")] // its own result
    [InlineData("09 223 45 67", "+3292234567")] // Gent
    [InlineData("02 511 22 33", "+3225112233")] // Brussel
    [InlineData("04 222 33 44", "+3242223344")] // Luik: shares its 4 with the mobile numbers, but is shorter
    [InlineData("+31 6 12345678", "+31612345678")]
    [InlineData("+31 (0)6 12345678", "+31612345678")]
    [InlineData("0031 06 12345678", "+31612345678")]
    [InlineData("+33 01 23 45 67 89", "+33123456789")]
    [InlineData("+352 621 123 456", "+352621123456")]
    [InlineData("+39 06 698 12345", "+390669812345")] // Italians do dial their zero
    public void A_number_has_one_spelling(string typed, string expected) => Assert.Equal(expected, PhoneNumber.Normalize(typed));

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("0")]
    [InlineData("00")]
    [InlineData("+")]
    [InlineData("112")]
    [InlineData("470 12 34 56")] // neither a zero nor a country
    [InlineData("32470123456")]
    [InlineData("06 12345678 9")] // ten digits that are no Belgian mobile number
    [InlineData("0612345678")] // Dutch, but without its country
    [InlineData("0470 12 34")]
    [InlineData("0470 12 34 56 78")]
    [InlineData("+32 470 12 34 5")]
    [InlineData("+0470123456")]
    [InlineData("+1234567890123456")] // longer than E.164
    [InlineData("0470 12 34 56 of 0471 12 34 56")]
    [InlineData("bel mij")]
    [InlineData("٠٤٧٠١٢٣٤٥٦")] // digits, but not those that are dialled
    [InlineData("+32470123456\n\0")]
    public void What_cannot_be_read_for_certain_is_not_guessed(string typed) => Assert.Null(PhoneNumber.Normalize(typed));
}
