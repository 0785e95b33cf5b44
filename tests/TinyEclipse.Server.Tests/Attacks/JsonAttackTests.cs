using System.Net;
using System.Text;

namespace TinyEclipse.Server.Tests.Attacks;

/// <summary>Bodies that no honest client sends: the server answers 4xx, or takes them for what they say, and goes on.</summary>
public sealed class JsonAttackTests(Target target) : IClassFixture<Target>
{
    private const int Deep = 10_000;

    public static TheoryData<string, string> Bodies => new()
    {
        { "arrays in arrays", "{\"items\":" + new string('[', Deep) + new string(']', Deep) + "}" },
        { "objects in objects", string.Concat(Enumerable.Repeat("{\"items\":", Deep)) + "1" + new string('}', Deep) },
        { "depth where nobody looks", "{\"cart_token\":\"c\",\"unknown\":" + new string('[', Deep) + new string(']', Deep) + "}" },
        { "depth without end", new string('[', 200_000) },
        { "depth in free details", "{\"event_id\":\"e\",\"data\":" + string.Concat(Enumerable.Repeat("{\"a\":", Deep)) + "1" + new string('}', Deep) + "}" },
        { "very many items", "{\"items\":[" + string.Join(',', Enumerable.Repeat("{}", 200_000)) + "]}" },
        { "very many unknown fields", "{" + string.Join(',', Enumerable.Range(0, 50_000).Select(number => $"\"f{number}\":1")) + "}" },
        { "a number beyond any", "{\"total_minor\":1e400}" },
        { "a number with very many digits", "{\"total_minor\":" + new string('9', 100_000) + "}" },
        { "a number that is none", "{\"total_minor\":NaN}" },
        { "a fraction of a cent", "{\"total_minor\":0.1}" },
        { "one more than fits", "{\"total_minor\":9223372036854775808}" },
        { "infinity in quotes", "{\"total_minor\":\"Infinity\"}" },
        { "a text for a list", "{\"items\":\"[]\"}" },
        { "a list for a text", "{\"cart_token\":[\"c\"]}" },
        { "half a character", "{\"cart_token\":\"\\ud800\"}" },
        { "a time beyond time", "{\"cart_token\":\"c\",\"occurred_at\":\"99999-01-01T00:00:00Z\"}" },
        { "half a document", "{\"cart_token\":\"c\"" },
        { "two documents", "{}{}" },
        { "no object", "null" },
        { "prototype", "{\"__proto__\":{\"is_operator\":true},\"constructor\":{}}" },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_hostile_body_is_refused_or_does_nothing(string what, string body)
    {
        var before = await target.WitnessAsync();
        foreach (var route in new[] { $"/api/shop/{target.Mine.Id}/abandoned-carts", $"/api/shop/{target.Mine.Id}/journey" })
            await AssertCleanAsync(route, Encoding.UTF8.GetBytes(body), what);
        Assert.Equal(before, await target.WitnessAsync());
    }

    [Theory]
    [InlineData(new byte[] { 0xC0, 0xAF })] // an overlong slash
    [InlineData(new byte[] { 0xC0, 0x80 })] // an overlong zero
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 })] // half a character
    [InlineData(new byte[] { 0xF4, 0x90, 0x80, 0x80 })] // beyond the last character
    [InlineData(new byte[] { 0xFF })]
    public async Task Bytes_that_are_no_characters_are_refused(byte[] bytes)
    {
        byte[] body = [.. "{\"cart_token\":\""u8, .. bytes, .. "\"}"u8];

        Assert.Equal(HttpStatusCode.BadRequest, await AssertCleanAsync($"/api/shop/{target.Mine.Id}/abandoned-carts", body, "bytes"));
    }

    [Fact]
    public async Task Of_two_values_of_a_field_what_is_checked_is_what_is_kept()
    {
        const string Body = """{"cart_token":"twice","currency_code":"EUR","total_minor":-5,"total_minor":100,"items":[{"product_id":"1","name":"a","quantity":1,"price_minor":100}]}""";
        using var content = new StringContent(Body, Encoding.UTF8, "application/json");

        using var answer = await target.Mine.Site.Http.PostAsync(new Uri($"/api/shop/{target.Mine.Id}/abandoned-carts", UriKind.Relative), content, TestContext.Current.CancellationToken);

        var told = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.StatusCode == HttpStatusCode.BadRequest || told.Contains("\"total_minor\":100", StringComparison.Ordinal), told);
    }

    [Theory]
    [InlineData("""{{"tenant_id":"{0}","cart_token":"c","currency_code":"EUR"}}""", "")]
    [InlineData("""{{"tenantId":"{0}","cart_token":"c","currency_code":"EUR"}}""", "")]
    [InlineData("""{{"cart_token":"c","currency_code":"EUR"}}""", "?tenant_id={0}")]
    [InlineData("""{{"cart_token":"c","currency_code":"EUR"}}""", "?tenantId={0}")]
    [InlineData("""{{"cart_token":"c","currency_code":"EUR"}}""", "?tenant_id={0}&tenant_id={0}")]
    public async Task The_tenant_of_the_path_is_not_overridden_by_body_or_query(string body, string query)
    {
        var before = await target.WitnessAsync();
        var path = $"/api/shop/{target.Mine.Id}/abandoned-carts" + string.Format(System.Globalization.CultureInfo.InvariantCulture, query, target.Theirs.Id);

        await AssertCleanAsync(path, Encoding.UTF8.GetBytes(string.Format(System.Globalization.CultureInfo.InvariantCulture, body, target.Theirs.Id)), path);

        Assert.Equal(before, await target.WitnessAsync());
    }

    private async Task<HttpStatusCode> AssertCleanAsync(string path, byte[] body, string what)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new("application/json");
        using var answer = await target.Mine.Site.Http.PostAsync(new Uri(path, UriKind.Relative), content, TestContext.Current.CancellationToken);
        var told = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.True((int)answer.StatusCode < 500, $"{what}: {(int)answer.StatusCode} {told}");
        Assert.DoesNotContain(HostileTexts.OthersSecret, told, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", told, StringComparison.Ordinal);
        return answer.StatusCode;
    }
}
