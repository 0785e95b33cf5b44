using FsCheck;
using FsCheck.Fluent;
using TinyEclipse.Server.Signatures;

namespace TinyEclipse.Server.Tests.Signatures;

/// <summary>Whatever is changed of a signed request, it is refused.</summary>
public sealed class ChangedByteTests : IDisposable
{
    private const string Replacements = "x0/?\"=:;() -+A";

    private readonly SignedCall _call = new();

    public void Dispose() => _call.Dispose();

    public static TheoryData<string> Parts => new("method", "authority", "path", "query", "digest", "input", "signature");

    [Theory]
    [MemberData(nameof(Parts))]
    public void Any_changed_added_or_missing_character_is_refused(string part)
    {
        var text = TextOf(part);
        for (var at = 0; at < text.Length; at++)
        {
            Refuses(part, text.Remove(at, 1));
            foreach (var character in Replacements.Append((char)(text[at] ^ 1)).Where(character => character != text[at]))
            {
                Refuses(part, text[..at] + character + text[(at + 1)..]);
                Refuses(part, text.Insert(at, character.ToString()));
            }
        }
    }

    [Fact]
    public void Any_changed_bit_of_the_body_is_refused()
    {
        for (var bit = 0; bit < _call.Request.Body.Length * 8; bit++)
        {
            var body = _call.Request.Body.ToArray();
            body[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Equal(SignatureVerdict.WrongDigest, _call.VerifyAfresh(_call.Request with { Body = body }));
            Assert.Equal(SignatureVerdict.WrongSignature, _call.VerifyAfresh(_call.Request with { Body = body, ContentDigest = ContentDigest.Of(body) }));
        }
        Assert.Equal(SignatureVerdict.WrongDigest, _call.VerifyAfresh(_call.Request with { Body = [] }));
    }

    [Fact]
    public void Whatever_stands_in_the_headers_is_answered_and_not_taken()
    {
        var texts = Gen.Elements(("te=()\"@method;created=1795348800" + Replacements + "é\0\n").ToCharArray()).ArrayOf().Select(characters => new string(characters));
        var pieces = Gen.Elements("te=", "(", ")", "\"@method\"", " ", ";created=1795348800", ";nonce=\"", ";keyid=\"key-1\"", ":AAAA:", ",", "?1", "=", ":").ArrayOf()
            .Select(string.Concat);

        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(2000),
            Prop.ForAll(Gen.OneOf(texts, pieces).ToArbitrary(), text => _call.VerifyAfresh(input: text) != SignatureVerdict.Valid && _call.VerifyAfresh(signature: text) != SignatureVerdict.Valid));
    }

    [Theory]
    [InlineData("te=:AA==:, te=:AA==:")]
    [InlineData("te=(\"a\"")]
    [InlineData("te=(\"a\"\"b\")")]
    [InlineData("te=1.5")]
    [InlineData("te=1234567890123456")]
    [InlineData("te=:AB==:")]
    [InlineData("te=\"\\n\"")]
    [InlineData("te;a;a")]
    [InlineData("Te=1")]
    [InlineData("te=1,")]
    [InlineData("")]
    public void A_field_that_is_not_as_it_should_be_is_not_read(string field) => Assert.Null(StructuredDictionary.Parse(field));

    [Fact]
    public void A_field_without_end_is_not_read()
    {
        Assert.Null(StructuredDictionary.Parse("te=\"" + new string('a', 5000) + "\""));
        Assert.Null(StructuredDictionary.Parse("te=(" + string.Join(' ', Enumerable.Repeat("\"a\"", 33)) + ")"));
        Assert.Null(StructuredDictionary.Parse(string.Join(',', Enumerable.Range(0, 9).Select(number => $"a{number}=1"))));
    }

    private string TextOf(string part) => part switch
    {
        "method" => _call.Request.Method,
        "authority" => _call.Request.Authority,
        "path" => _call.Request.Path,
        "query" => _call.Request.Query,
        "digest" => _call.Request.ContentDigest,
        "input" => _call.Input,
        _ => _call.Signature,
    };

    private void Refuses(string part, string changed)
    {
        var verdict = part switch
        {
            "method" => _call.VerifyAfresh(_call.Request with { Method = changed }),
            "authority" => _call.VerifyAfresh(_call.Request with { Authority = changed }),
            "path" => _call.VerifyAfresh(_call.Request with { Path = changed }),
            "query" => _call.VerifyAfresh(_call.Request with { Query = changed }),
            "digest" => _call.VerifyAfresh(_call.Request with { ContentDigest = changed }),
            "input" => _call.VerifyAfresh(input: changed),
            _ => _call.VerifyAfresh(signature: changed),
        };
        Assert.True(verdict != SignatureVerdict.Valid || MeansTheSame(part, changed), $"{part}: {changed} is {verdict}");
    }

    /// <summary>The case of a host, and white space between the parts of a field.</summary>
    private bool MeansTheSame(string part, string changed) => part switch
    {
        "authority" => changed.Equals(TextOf(part), StringComparison.OrdinalIgnoreCase),
        "input" or "signature" => StructuredDictionary.Parse(changed)?.Single().Value.ToString() == StructuredDictionary.Parse(TextOf(part))?.Single().Value.ToString(),
        _ => false,
    };
}
