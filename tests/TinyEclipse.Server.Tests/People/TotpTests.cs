using System.Text;
using TinyEclipse.Server.Features.People.SecondFactor;

namespace TinyEclipse.Server.Tests.People;

public sealed class TotpTests
{
    private static readonly byte[] Seed = Encoding.ASCII.GetBytes("12345678901234567890");
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_111_111_109);

    [Theory] // RFC 6238, appendix B
    [InlineData(59, "94287082")]
    [InlineData(1_111_111_109, "07081804")]
    [InlineData(1_111_111_111, "14050471")]
    [InlineData(1_234_567_890, "89005924")]
    [InlineData(2_000_000_000, "69279037")]
    [InlineData(20_000_000_000, "65353130")]
    public void The_codes_are_those_of_the_standard(long time, string code)
    {
        var step = Totp.StepAt(DateTimeOffset.FromUnixTimeSeconds(time));

        Assert.Equal(code, Totp.Code(Seed, step, digits: 8));
        Assert.Equal(code[2..], Totp.Code(Seed, step));
    }

    [Fact]
    public void A_code_is_good_one_step_early_and_one_late()
    {
        var step = Totp.StepAt(Now);
        foreach (var near in new[] { step - 1, step, step + 1 })
            Assert.Equal(near, Totp.Match(Seed, Totp.Code(Seed, near), Now));
        foreach (var far in new[] { step - 2, step + 2 })
            Assert.Null(Totp.Match(Seed, Totp.Code(Seed, far), Now));
    }

    [Theory]
    [InlineData("081 804")]
    [InlineData(" 081804 ")]
    public void It_may_be_typed_with_spaces(string typed) => Assert.NotNull(Totp.Match(Seed, typed, Now));

    [Theory]
    [InlineData("")]
    [InlineData("81804")]
    [InlineData("0818040")]
    [InlineData("٠٨١٨٠٤")]
    [InlineData("081805")]
    public void Anything_else_is_refused(string typed) => Assert.Null(Totp.Match(Seed, typed, Now));

    [Theory] // RFC 4648, section 10
    [InlineData("", "")]
    [InlineData("f", "MY")]
    [InlineData("fo", "MZXQ")]
    [InlineData("foo", "MZXW6")]
    [InlineData("foob", "MZXW6YQ")]
    [InlineData("fooba", "MZXW6YTB")]
    [InlineData("foobar", "MZXW6YTBOI")]
    public void The_secret_is_written_in_base32(string text, string written) => Assert.Equal(written, Base32.Encode(Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void An_app_reads_who_it_is_for() =>
        Assert.Equal(
            "otpauth://totp/TinyEclipse:an%2Bshop%40chocotale.online?secret=GEZDGNBV&issuer=TinyEclipse&algorithm=SHA1&digits=6&period=30",
            Totp.Uri("GEZDGNBV", "an+shop@chocotale.online"));

    [Fact]
    public void Recovery_codes_are_many_long_and_read_however_they_are_typed()
    {
        var (codes, person) = (RecoveryCodes.New(), Guid.NewGuid());

        Assert.Equal(10, codes.Distinct().Count());
        Assert.All(codes, code => Assert.Matches("^[a-z2-7]{4}(-[a-z2-7]{4}){3}$", code));
        Assert.Equal(RecoveryCodes.Hash(person, codes[0]), RecoveryCodes.Hash(person, $" {codes[0].ToUpperInvariant().Replace('-', ' ')}"));
        Assert.NotEqual(RecoveryCodes.Hash(person, codes[0]), RecoveryCodes.Hash(Guid.NewGuid(), codes[0]));
    }
}
