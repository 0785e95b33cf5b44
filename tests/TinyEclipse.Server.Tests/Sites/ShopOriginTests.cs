using System.Net;
using System.Text;
using TinyEclipse.Server.Features.Sites;

namespace TinyEclipse.Server.Tests.Sites;

/// <summary>What a browser on a page of some origin is allowed.</summary>
public sealed class ShopOriginTests(TestServer server)
{
    [Fact]
    public async Task A_shops_own_page_may_ask_and_call()
    {
        var tenant = await server.NewTenantAsync();
        var origin = await OriginOfAsync(tenant);

        using var preflight = await PreflightAsync($"/api/shop/{tenant.Id}/journey", origin);
        using var call = await PostAsync(tenant, $"/api/shop/{tenant.Id}/journey", origin);

        Assert.Equal(HttpStatusCode.NoContent, preflight.StatusCode);
        Assert.Equal(origin, Assert.Single(preflight.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.Contains("authorization", preflight.Headers.GetValues("Access-Control-Allow-Headers").Single(), StringComparison.Ordinal);
        Assert.False(preflight.Headers.Contains("Access-Control-Allow-Credentials"));
        Assert.Equal(HttpStatusCode.BadRequest, call.StatusCode); // read, and lacks its fields, which the page may see
        Assert.Equal(origin, Assert.Single(call.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.Contains("x-request-id", call.Headers.GetValues("Access-Control-Expose-Headers").Single(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("null")]
    [InlineData("https://{0}.evil.example")]
    [InlineData("https://evil{0}")]
    [InlineData("http://{0}")]
    [InlineData("https://{0}:8443")]
    [InlineData("https://{0}@evil.example")]
    [InlineData("https://{0}, https://evil.example")]
    public async Task Another_origin_is_allowed_nothing(string origin)
    {
        var tenant = await server.NewTenantAsync();
        var host = (await OriginOfAsync(tenant))["https://".Length..];

        using var preflight = await PreflightAsync($"/api/shop/{tenant.Id}/journey", string.Format(System.Globalization.CultureInfo.InvariantCulture, origin, host));

        Assert.False(preflight.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task Another_shops_page_is_another_origin()
    {
        var (mine, theirs) = (await server.NewTenantAsync(), await server.NewTenantAsync());

        using var preflight = await PreflightAsync($"/api/shop/{theirs.Id}/journey", await OriginOfAsync(mine));

        Assert.False(preflight.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Theory]
    [InlineData("/api/admin/contacts")]
    [InlineData("/api/portal/sign-in")]
    [InlineData("/api/sites/heartbeat")]
    [InlineData("/tinyeclipse.shop.v1.AbandonedCartService/ReportCart")]
    [InlineData("/api/shop/{0}/../../admin/contacts")]
    [InlineData("/api/shop/x")]
    public async Task Elsewhere_no_page_is_allowed_anything(string path)
    {
        var tenant = await server.NewTenantAsync();

        using var preflight = await PreflightAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, path, tenant.Id), await OriginOfAsync(tenant));

        Assert.False(preflight.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Theory]
    [InlineData("https://Shop.Example/winkel/", "https://shop.example")]
    [InlineData("https://shop.example:443", "https://shop.example")]
    [InlineData("http://localhost:8090/", "http://localhost:8090")]
    [InlineData("https://chocoladé.example", "https://xn--chocolad-i1a.example")]
    public void An_origin_is_written_as_a_browser_writes_it(string url, string origin) => Assert.Equal(origin, ShopOrigins.OriginOf(url));

    private static async Task<string> OriginOfAsync(TestTenant tenant) =>
        (await new TinyEclipse.Sites.V1.SiteService.SiteServiceClient(tenant.Owner.Grpc).GetSiteAsync(new() { TenantId = tenant.Id, SiteId = tenant.SiteId.ToString() })).Url;

    private async Task<HttpResponseMessage> PreflightAsync(string path, string origin)
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, path);
        request.Headers.TryAddWithoutValidation("Origin", origin);
        request.Headers.Add("Access-Control-Request-Method", "POST");
        request.Headers.Add("Access-Control-Request-Headers", "authorization,content-type");
        return await server.Shared.As("").Http.SendAsync(request);
    }

    private static async Task<HttpResponseMessage> PostAsync(TestTenant tenant, string path, string origin)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent("{}", Encoding.UTF8, "application/json") };
        request.Headers.Add("Origin", origin);
        return await tenant.Site.Http.SendAsync(request);
    }
}
