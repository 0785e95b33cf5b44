using TinyEclipse.Server.Signatures;

namespace TinyEclipse.Server.Tests.Signatures;

public sealed class RequestSignatureTests
{
    [Theory]
    [InlineData("https://shop.example/wp-json/tinyeclipse/v1/ping", "POST", "{}")]
    [InlineData("https://shop.example:8443/index.php?rest_route=/tinyeclipse/v1/ping", "GET", "")]
    [InlineData("http://SHOP.example", "DELETE", "")]
    [InlineData("https://çhocolà.example/é?q=%C3%A9", "PUT", "é")]
    public void What_was_signed_is_taken_once(string address, string method, string body)
    {
        using var call = new SignedCall(address, method, body);

        Assert.Equal(SignatureVerdict.Valid, call.Verify());
        Assert.Equal(SignatureVerdict.Replayed, call.Verify());
    }

    [Fact]
    public void The_headers_read_as_the_standards_say()
    {
        using var call = new SignedCall("https://shop.example:443", "GET", "");

        Assert.Matches("""^te=\("@method" "@authority" "@path" "@query" "content-digest"\);created=1795348800;nonce="[A-Za-z0-9_-]{22}";keyid="key-1";tag="tinyeclipse-site"$""", call.Input);
        Assert.Matches("^te=:[A-Za-z0-9+/]{86}==:$", call.Signature);
        Assert.Equal("sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:", call.Request.ContentDigest);
        Assert.Equal(["GET", "shop.example", "/", "?"], new[] { "@method", "@authority", "@path", "@query" }.Select(call.Request.ValueOf));
    }

    [Theory]
    [InlineData(-301, SignatureVerdict.OutsideWindow)]
    [InlineData(-300, SignatureVerdict.Valid)]
    [InlineData(300, SignatureVerdict.Valid)]
    [InlineData(301, SignatureVerdict.OutsideWindow)]
    public void The_clocks_may_be_five_minutes_apart(int seconds, SignatureVerdict verdict)
    {
        using var call = new SignedCall();
        call.Clock.Advance(TimeSpan.FromSeconds(seconds));

        Assert.Equal(verdict, call.Verify());
    }

    [Fact]
    public void A_nonce_is_remembered_for_as_long_as_its_request_is_good()
    {
        using var call = new SignedCall();
        call.Clock.Advance(TimeSpan.FromSeconds(-300));
        Assert.Equal(SignatureVerdict.Valid, call.Verify());
        call.Clock.Advance(TimeSpan.FromSeconds(600));
        Assert.Equal(SignatureVerdict.Replayed, call.Verify());
        call.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(SignatureVerdict.OutsideWindow, call.Verify());
    }

    [Fact]
    public void Of_many_at_once_with_one_nonce_one_passes()
    {
        using var call = new SignedCall();
        var verdicts = new SignatureVerdict[32];
        Parallel.For(0, verdicts.Length, index => verdicts[index] = call.Verify());

        Assert.Single(verdicts, SignatureVerdict.Valid);
        Assert.Equal(31, verdicts.Count(verdict => verdict == SignatureVerdict.Replayed));
    }

    [Fact]
    public void What_was_not_signed_uses_up_no_nonce()
    {
        using var call = new SignedCall();

        Assert.Equal(SignatureVerdict.WrongSignature, call.Verify(call.Request with { Path = "/other" }));
        Assert.Equal(SignatureVerdict.Valid, call.Verify());
    }

    [Fact]
    public void A_key_that_nobody_knows_opens_nothing()
    {
        using var call = new SignedCall();

        Assert.Equal(SignatureVerdict.UnknownKey, call.VerifySigned(call.Input.Replace("key-1", "key-2", StringComparison.Ordinal)));
    }

    public static TheoryData<string, string, bool> Inputs => new()
    {
        { ";tag=\"tinyeclipse-site\"", ";tag=\"tinyeclipse-site\";alg=\"ecdsa-p256-sha256\"", true },
        { ";tag=\"tinyeclipse-site\"", ";tag=\"tinyeclipse-site\";alg=\"hmac-sha256\"", false },
        { ";tag=\"tinyeclipse-site\"", ";tag=\"tinyeclipse-site\";alg=ecdsa-p256-sha256", false },
        { ";tag=\"tinyeclipse-site\"", ";tag=\"tinyeclipse-site\";alg=\"none\"", false },
        { ";tag=\"tinyeclipse-site\"", ";tag=\"something-else\"", false },
        { ";tag=\"tinyeclipse-site\"", "", false },
        { ";tag=\"tinyeclipse-site\"", ";tag=\"tinyeclipse-site\";expires=1795348900", false },
        { ";keyid=\"key-1\"", "", false },
        { ";created=1795348800", "", false },
        { ";created=1795348800", ";created=\"1795348800\"", false },
        { ";created=1795348800", ";created=-1795348800", false },
        { "\"@method\" ", "", false },
        { "\"@query\" ", "", false },
        { "\"content-digest\"", "\"content-digest\" \"date\"", false },
        { "\"content-digest\"", "\"content-digest\";req", false },
        { "\"@method\" \"@authority\"", "\"@authority\" \"@method\"", false },
        { "\"@path\"", "@path", false },
        { "te=", "sig1=", false },
    };

    [Theory]
    [MemberData(nameof(Inputs))]
    public void A_signature_covers_what_it_must_and_says_what_it_may(string part, string replacement, bool isTaken)
    {
        using var call = new SignedCall();
        var input = call.Input.Replace(part, replacement, StringComparison.Ordinal);
        Assert.NotEqual(call.Input, input);

        Assert.Equal(isTaken ? SignatureVerdict.Valid : SignatureVerdict.Malformed, StructuredDictionary.Parse(input) is null ? SignatureVerdict.Malformed : TryVerify(call, input));
    }

    private static SignatureVerdict TryVerify(SignedCall call, string input)
    {
        try
        {
            return call.VerifySigned(input);
        }
        catch (InvalidCastException)
        {
            // A component that is no string cannot even be signed.
            return call.VerifyAfresh(input: input);
        }
    }
}
