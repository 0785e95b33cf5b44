using System.Net;
using TinyEclipse.Cli.Push;

namespace TinyEclipse.Cli.Tests.Push;

public sealed class PushEndpointTests : IDisposable
{
    private readonly PushEndpoint _endpoint = PushEndpoint.Open();
    private readonly CancellationTokenSource _listening = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private readonly HttpClient _http = new();
    private readonly List<(PushRequest Push, string? Problem)> _received = [];

    public void Dispose()
    {
        _http.Dispose();
        _endpoint.Dispose();
        _listening.Dispose();
    }

    [Fact]
    public async Task A_push_service_answers_as_the_standards_have_it()
    {
        var listening = ListenAsync(push => push.Authorization == "vapid ok" ? null : "not ok");

        Assert.Equal(HttpStatusCode.Created, (await PostAsync("vapid ok", ttl: "60")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await PostAsync("vapid other", ttl: "60")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync("vapid ok", ttl: null)).StatusCode);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await PostAsync("vapid ok", ttl: "60", size: 4097)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await PostAsync("vapid ok", ttl: "60", address: _endpoint.Origin + "/push/guess")).StatusCode);

        await _listening.CancelAsync();
        await listening;
        Assert.Equal([null, "not ok", Words.PushWithoutTtl, Words.PushTooLarge], _received.Select(received => received.Problem));
        Assert.Equal(("60", "high", "cart"), (_received[0].Push.TimeToLive, _received[0].Push.Urgency, _received[0].Push.Topic));
    }

    [Fact]
    public async Task A_push_that_was_taken_has_an_address()
    {
        var listening = ListenAsync(_ => null);

        var response = await PostAsync("vapid ok", ttl: "0");

        Assert.StartsWith(_endpoint.Url, response.Headers.Location!.ToString(), StringComparison.Ordinal);
        await _listening.CancelAsync();
        await listening;
    }

    private async Task ListenAsync(Func<PushRequest, string?> check)
    {
        await foreach (var received in _endpoint.ReceiveAsync(check, _listening.Token))
            _received.Add(received);
    }

    private async Task<HttpResponseMessage> PostAsync(string authorization, string? ttl, int size = 10, string? address = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address ?? _endpoint.Url) { Content = new ByteArrayContent(new byte[size]) };
        request.Headers.TryAddWithoutValidation("Authorization", authorization);
        request.Headers.TryAddWithoutValidation("Urgency", "high");
        request.Headers.TryAddWithoutValidation("Topic", "cart");
        if (ttl is not null)
            request.Headers.TryAddWithoutValidation("TTL", ttl);
        return await _http.SendAsync(request, _listening.Token);
    }
}
