using System.Net;
using System.Net.Http.Headers;
using TinyEclipse.Cli.Demo;

namespace TinyEclipse.Cli.Tests.Demo;

public sealed class ShopSiteTests
{
    private readonly TestTime _time = new(new DateTimeOffset(2026, 11, 22, 10, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData(HttpStatusCode.TooManyRequests)]
    [InlineData(HttpStatusCode.InternalServerError)]
    [InlineData(HttpStatusCode.BadGateway)]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    public async Task A_server_in_trouble_is_asked_again_until_it_answers(HttpStatusCode trouble)
    {
        var server = new StubServer(count => count < 4 ? new HttpResponseMessage(trouble) : StubServer.Ok());
        using var site = NewSite(server);

        var answer = await SendAsync(site);

        Assert.Equal("0197b8a0-0000-7000-8000-000000000001", answer);
        Assert.Equal((4, 3), (server.Requests.Count, site.RetryCount));
    }

    [Fact]
    public async Task A_server_that_is_away_or_dies_amid_its_answer_is_asked_again()
    {
        var server = new StubServer(count => count switch
        {
            1 => throw new HttpRequestException("connection refused"),
            2 => StubServer.Json(HttpStatusCode.OK, """{"id":"0197"""),
            _ => StubServer.Ok(),
        });
        using var site = NewSite(server);

        await SendAsync(site);

        Assert.Equal(3, server.Requests.Count);
        Assert.All(server.Requests, request => Assert.Equal(server.Requests[0].Body.ToJsonString(), request.Body.ToJsonString()));
    }

    [Theory]
    [InlineData(HttpStatusCode.BadRequest)]
    [InlineData(HttpStatusCode.Unauthorized)]
    [InlineData(HttpStatusCode.Forbidden)]
    public async Task A_refusal_is_taken_at_its_word(HttpStatusCode refusal)
    {
        var server = new StubServer(_ => StubServer.Json(refusal, """{"code":3,"message":"email is no address"}"""));
        using var site = NewSite(server);

        var failure = await Assert.ThrowsAsync<FailureException>(() => SendAsync(site));

        Assert.Contains("email is no address", failure.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Patience_ends()
    {
        var server = new StubServer(_ => throw new HttpRequestException("connection refused"));
        using var site = NewSite(server);

        await Assert.ThrowsAsync<FailureException>(() => SendAsync(site));

        Assert.InRange(_time.Pauses.Sum(pause => pause.TotalSeconds), 50, 60);
        Assert.All(_time.Pauses, pause => Assert.InRange(pause, TimeSpan.FromMilliseconds(70), TimeSpan.FromSeconds(2)));
    }

    [Fact]
    public async Task The_server_says_how_long_to_wait()
    {
        var server = new StubServer(count => count > 1 ? StubServer.Ok() : new HttpResponseMessage(HttpStatusCode.TooManyRequests)
        {
            Headers = { RetryAfter = new RetryConditionHeaderValue(TimeSpan.FromSeconds(7)) },
        });
        using var site = NewSite(server);

        await SendAsync(site);

        Assert.Equal([TimeSpan.FromSeconds(7)], _time.Pauses);
    }

    private ShopSite NewSite(StubServer server) => new(server, new Uri("http://127.0.0.1:8080"), "te_site_secret", _time, TimeSpan.FromMinutes(1));

    private static async Task<string?> SendAsync(ShopSite site) =>
        (await site.SendAsync("api/shop/x/abandoned-carts", new { Total = 4500 }, TestContext.Current.CancellationToken)).GetProperty("id").GetString();
}
