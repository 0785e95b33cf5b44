using System.Net;
using System.Text;
using System.Text.Json;

namespace TinyEclipse.Server.Tests.Edge;

public sealed class RequestShapeTests(TestServer server)
{
    [Theory]
    [InlineData("/api/shop/{0}/abandoned-carts", 250, HttpStatusCode.BadRequest)] // it is read, and lacks its fields
    [InlineData("/api/shop/{0}/abandoned-carts", 260, HttpStatusCode.RequestEntityTooLarge)]
    [InlineData("/api/sites/heartbeat", 1000, HttpStatusCode.OK)]
    [InlineData("/api/sites/heartbeat", 1030, HttpStatusCode.RequestEntityTooLarge)]
    public async Task A_body_has_its_measure(string path, int kilobytes, HttpStatusCode expected)
    {
        var tenant = await server.NewTenantAsync();
        var body = $$"""{"unknown":"{{new string('x', kilobytes * 1024)}}"}""";

        Assert.Equal(expected, await PostAsync(tenant, string.Format(System.Globalization.CultureInfo.InvariantCulture, path, tenant.Id), body));
    }

    [Theory]
    [InlineData("""{"data":""", "}")]
    [InlineData("""{"unknown":""", "}")]
    [InlineData("[", "]")]
    public async Task What_is_nested_too_deeply_is_a_bad_request(string open, string close)
    {
        var tenant = await server.NewTenantAsync();
        var body = string.Concat(Enumerable.Repeat(open, 5_000)) + "1" + string.Concat(Enumerable.Repeat(close, 5_000));

        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(tenant, $"/api/shop/{tenant.Id}/journey", body));
    }

    [Fact]
    public async Task Every_answer_over_json_tells_browsers_what_it_is_not()
    {
        foreach (var path in (string[])["/api/admin/tenants", "/healthz", "/nothing"])
        {
            using var response = await server.Shared.As("").Http.GetAsync(new Uri(path, UriKind.Relative));

            Assert.Equal(["nosniff"], response.Headers.GetValues("X-Content-Type-Options"));
            Assert.Contains("frame-ancestors 'none'", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
            Assert.True(response.Headers.CacheControl!.NoStore);
            Assert.False(response.Headers.Contains("Strict-Transport-Security"));
            Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
            Assert.False(response.Headers.Contains("Server"));
        }
    }

    [Theory]
    [InlineData("GET", "/nothing", HttpStatusCode.NotFound, 5)]
    [InlineData("POST", "/api/shop", HttpStatusCode.NotFound, 5)]
    [InlineData("DELETE", "/api/admin/tenants", HttpStatusCode.MethodNotAllowed, 12)]
    public async Task What_no_route_answers_is_an_error_like_any_other(string verb, string path, HttpStatusCode expected, int code)
    {
        using var request = new HttpRequestMessage(new HttpMethod(verb), path);
        using var response = await server.Shared.As("").Http.SendAsync(request);

        using var error = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal((expected, "application/json", code), (response.StatusCode, response.Content.Headers.ContentType?.MediaType, error.RootElement.GetProperty("code").GetInt32()));
        Assert.NotEmpty(error.RootElement.GetProperty("message").GetString()!);
    }

    private static async Task<HttpStatusCode> PostAsync(TestTenant tenant, string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await tenant.Site.Http.PostAsync(new Uri(path, UriKind.Relative), content);
        return response.StatusCode;
    }
}
