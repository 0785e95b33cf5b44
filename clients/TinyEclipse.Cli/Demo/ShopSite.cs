using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace TinyEclipse.Cli.Demo;

/// <summary>The shop's side of the public JSON routes. Like the plugin it tries until the server has said that it has a report.</summary>
internal sealed class ShopSite : IDisposable
{
    private static readonly HeartbeatReport.Software Software = new("6.8.3", "8.3.14", "10.2.4", "te demo");

    private readonly HttpClient _http;
    private readonly TimeProvider _time;
    private readonly TimeSpan _patience;
    private int _retryCount;

    public ShopSite(HttpMessageHandler handler, Uri address, string siteToken, TimeProvider time, TimeSpan patience)
    {
        _http = new HttpClient(handler) { BaseAddress = address, Timeout = TimeSpan.FromSeconds(10) };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", siteToken);
        _time = time;
        _patience = patience;
    }

    /// <summary>Tries beyond the first.</summary>
    public int RetryCount => Volatile.Read(ref _retryCount);

    /// <summary>The server's answer to a report.</summary>
    /// <exception cref="FailureException">The server refused it, or did not answer for longer than patience lasts.</exception>
    public async Task<JsonElement> SendAsync(string path, object report, CancellationToken cancellationToken)
    {
        var giveUpAt = _time.GetUtcNow() + _patience;
        var backoff = new Backoff(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(2));
        while (true)
        {
            var (answer, problem, wish) = await TryAsync(path, report, cancellationToken);
            if (answer is { } acknowledged)
                return acknowledged;

            var pause = wish ?? backoff.Next();
            if (_time.GetUtcNow() + pause > giveUpAt)
                throw new FailureException(problem);
            Interlocked.Increment(ref _retryCount);
            await Task.Delay(pause, _time, cancellationToken);
        }
    }

    /// <summary>Tells that the shop is alive. The answer names the tenant that the site token belongs to.</summary>
    public Task<JsonElement> BeatAsync(CancellationToken cancellationToken) =>
        SendAsync("api/sites/heartbeat", new HeartbeatReport(_time.GetUtcNow().UtcDateTime, Software), cancellationToken);

    public void Dispose() => _http.Dispose();

    private async Task<(JsonElement? Answer, string Problem, TimeSpan? Wish)> TryAsync(string path, object report, CancellationToken cancellationToken)
    {
        try
        {
            using var content = JsonContent.Create(report, report.GetType(), options: ShopJson.Options);
            using var response = await _http.PostAsync(path, content, cancellationToken);
            if (response.IsSuccessStatusCode)
                return (await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken), "", null);

            var body = await response.Content.ReadAsStringAsync(cancellationToken);
            var problem = Say.That(Words.DemoRefused, path, (int)response.StatusCode, body);
            return MayPass(response.StatusCode) ? (null, problem, RetryAfter(response)) : throw new FailureException(problem);
        }
        catch (Exception exception) when (IsOutage(exception) && !cancellationToken.IsCancellationRequested)
        {
            return (null, Say.That(Words.ServerAway, _http.BaseAddress), null);
        }
    }

    private static bool MayPass(HttpStatusCode status) =>
        status is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError;

    /// <summary>A server that dies amid its answer leaves half a body.</summary>
    private static bool IsOutage(Exception exception) => exception is HttpRequestException or IOException or OperationCanceledException or JsonException;

    private TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } when date > _time.GetUtcNow() => date - _time.GetUtcNow(),
        _ => null,
    };
}
