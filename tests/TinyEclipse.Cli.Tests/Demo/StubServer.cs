using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace TinyEclipse.Cli.Tests.Demo;

/// <summary>Answers as a test wants, and keeps what was asked.</summary>
internal sealed class StubServer(Func<int, HttpResponseMessage> answer) : HttpMessageHandler
{
    private readonly Lock _counting = new();

    public List<(string Path, string? Authorization, JsonObject Body)> Requests { get; } = [];

    public static HttpResponseMessage Ok() => Json(HttpStatusCode.OK, """{"id":"0197b8a0-0000-7000-8000-000000000001"}""");

    public static HttpResponseMessage Json(HttpStatusCode status, string body) => new(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = JsonNode.Parse(await request.Content!.ReadAsStringAsync(cancellationToken))!.AsObject();
        lock (_counting)
        {
            Requests.Add((request.RequestUri!.AbsolutePath, request.Headers.Authorization?.ToString(), body));
            return answer(Requests.Count);
        }
    }
}
