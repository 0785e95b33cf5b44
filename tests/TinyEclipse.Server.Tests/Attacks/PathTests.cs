using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace TinyEclipse.Server.Tests.Attacks;

/// <summary>Paths as no HTTP client writes them, with the credential of one tenant and aimed at another's.</summary>
public sealed class PathTests(Target target) : IClassFixture<Target>
{
    // {0} is the attacker's tenant, {1} the other's.
    public static TheoryData<string> Paths =>
    [
        "/api/shop/{1}/abandoned-carts",
        "/api/shop/{0}/../{1}/abandoned-carts",
        "/api/shop/{0}/%2e%2e/{1}/abandoned-carts",
        "/api/shop/{0}/%2e%2e%2f{1}/abandoned-carts",
        "/api/shop/{0}/..%2f{1}/abandoned-carts",
        "/api/shop/{0}/..;/{1}/abandoned-carts",
        "/api/shop/{0}/..%5c{1}/abandoned-carts",
        "/api/shop/{0}%2f..%2f{1}/abandoned-carts",
        "/api/shop/{0}%00{1}/abandoned-carts",
        "/api/shop/{1}%20/abandoned-carts",
        "/api/shop//{1}/abandoned-carts",
        "//api/shop/{1}/abandoned-carts",
        "/api//shop/{1}//abandoned-carts",
        "/api/shop/{1}/abandoned-carts/",
        "/api/shop/{1}/abandoned-carts/.",
        "/API/SHOP/{1}/ABANDONED-CARTS",
        "/api/shop/%7B{1}%7D/abandoned-carts",
        "/api/shop/{0}/abandoned-carts/../../{1}/abandoned-carts",
        "/api/shop/%c0%ae%c0%ae/{1}/abandoned-carts",
        "http://evil.example/api/shop/{1}/abandoned-carts",
        "/api/shop/{1}/abandoned-carts?tenant_id={0}",
        "/tinyeclipse.shop.v1.AbandonedCartService/ReportCart",
        "/api/shop/%zz/abandoned-carts",
        "/api/shop/" + "{1}%2f..%2f..%2f..%2f..%2fetc%2fpasswd",
    ];

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task No_spelling_of_a_path_leads_to_another_tenant(string spelling)
    {
        var before = await target.WitnessAsync();
        var path = spelling.Replace("{0}", target.Mine.Id, StringComparison.Ordinal).Replace("{1}", target.Theirs.Id, StringComparison.Ordinal);
        const string Body = """{"cart_token":"c-1","currency_code":"EUR","items":[]}""";

        var (status, answer) = await SendAsync(
            $"POST {path} HTTP/1.1\r\nHost: {target.Server.HttpAddress.Authority}\r\nAuthorization: Bearer {target.Mine.Site.Token}\r\nContent-Type: application/json\r\n"
            + $"Content-Length: {Body.Length}\r\nConnection: close\r\n\r\n{Body}");

        Assert.InRange(status, 400, 499);
        Assert.DoesNotContain(HostileTexts.OthersSecret, answer, StringComparison.Ordinal);
        Assert.Equal(before, await target.WitnessAsync());
    }

    [Theory]
    [InlineData("X-Request-Id: a\rx-evil: 1")]
    [InlineData("X-Request-Id: a\nx-evil: 1")]
    [InlineData("X-Request-Id: a%0d%0ax-evil: 1")]
    [InlineData("traceparent: 00-\u0001-x-evil")]
    [InlineData("Transfer-Encoding: chunked")]
    [InlineData("Content-Length: 0")]
    [InlineData("X-HTTP-Method-Override: DELETE")]
    public async Task A_header_of_the_request_makes_none_of_the_answer(string header)
    {
        var before = await target.WitnessAsync();
        var (status, answer) = await SendAsync(
            $"POST /api/shop/{target.Mine.Id}/abandoned-carts HTTP/1.1\r\nHost: {target.Server.HttpAddress.Authority}\r\nAuthorization: Bearer {target.Mine.Site.Token}\r\n"
            + $"{header}\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{{}}");

        Assert.InRange(status, 400, 499);
        Assert.DoesNotContain("\nx-evil", answer, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(before, await target.WitnessAsync());
    }

    private async Task<(int Status, string Answer)> SendAsync(string request)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(20));
        using var client = new TcpClient();
        await client.ConnectAsync(target.Server.HttpAddress.Host, target.Server.HttpAddress.Port, patience.Token);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.UTF8.GetBytes(request), patience.Token);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var answer = await reader.ReadToEndAsync(patience.Token);
        return (int.Parse(answer.Split(' ')[1], CultureInfo.InvariantCulture), answer);
    }
}
