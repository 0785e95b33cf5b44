using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;

namespace TinyEclipse.Server.Tests.OpenApi;

/// <summary>How the document and its page are sent: without a token, compressed, once.</summary>
public sealed class DocsDeliveryTests(TestServer server)
{
    [Theory]
    [InlineData("/openapi.json", "application/json")]
    [InlineData("/docs", "text/html")]
    [InlineData("/docs/main.js", "text/javascript")]
    [InlineData("/docs/layout.css", "text/css")]
    [InlineData("/docs/icon.svg", "image/svg+xml")]
    public async Task Who_has_it_is_not_sent_it_again(string path, string contentType)
    {
        using var first = await SendAsync(HttpMethod.Get, path);
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Equal(contentType, first.Content.Headers.ContentType!.MediaType);
        Assert.Equal("public, no-cache", first.Headers.CacheControl!.ToString());

        using var second = await SendAsync(HttpMethod.Get, path, request => request.Headers.IfNoneMatch.Add(first.Headers.ETag!));
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        using var other = await SendAsync(HttpMethod.Get, path, request => request.Headers.IfNoneMatch.Add(new EntityTagHeaderValue("\"other\"")));
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        using var head = await SendAsync(HttpMethod.Head, path);
        Assert.Equal(first.Content.Headers.ContentLength, head.Content.Headers.ContentLength);
    }

    [Theory]
    [InlineData("gzip, deflate, br", "br")]
    [InlineData("gzip", "gzip")]
    [InlineData("br;q=0, gzip;q=0.5", "gzip")]
    [InlineData("identity", "")]
    public async Task It_is_compressed_for_who_asks_for_that(string accepted, string encoding)
    {
        using var plain = await SendAsync(HttpMethod.Get, "/openapi.json");
        using var response = await SendAsync(HttpMethod.Get, "/openapi.json", request => request.Headers.TryAddWithoutValidation("accept-encoding", accepted));
        await using var body = await response.Content.ReadAsStreamAsync();
        await using var inflated = Inflate(body, encoding);

        Assert.Equal(encoding, response.Content.Headers.ContentEncoding.SingleOrDefault() ?? "");
        Assert.Contains("Accept-Encoding", response.Headers.Vary);
        Assert.Equal(await plain.Content.ReadAsStringAsync(), await new StreamReader(inflated).ReadToEndAsync());
        Assert.Equal(encoding.Length == 0, response.Headers.ETag!.Equals(plain.Headers.ETag));
    }

    [Fact]
    public async Task The_page_may_run_its_own_scripts_and_no_others()
    {
        using var page = await SendAsync(HttpMethod.Get, "/docs");
        var policy = page.Headers.GetValues("content-security-policy").Single();

        Assert.Contains("default-src 'none'; script-src 'self';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", page.Headers.GetValues("x-content-type-options").Single());
    }

    [Theory]
    [InlineData("/docs/Introduction.md")]
    [InlineData("/docs/index.html")]
    [InlineData("/docs/../appsettings.json")]
    public async Task Only_the_files_of_the_page_are_served(string path)
    {
        using var response = await SendAsync(HttpMethod.Get, path);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    private static Stream Inflate(Stream body, string encoding) => encoding switch
    {
        "br" => new BrotliStream(body, CompressionMode.Decompress),
        "gzip" => new GZipStream(body, CompressionMode.Decompress),
        _ => body,
    };

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, Action<HttpRequestMessage>? prepare = null)
    {
        using var request = new HttpRequestMessage(method, path);
        prepare?.Invoke(request);
        return await server.Shared.As("").Http.SendAsync(request);
    }
}
