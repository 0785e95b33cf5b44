using Grpc.Core;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using TinyEclipse.Server.Edge;
using TenantCalls = TinyEclipse.Tenants.V1.TenantService.TenantServiceClient;

namespace TinyEclipse.Server.Tests.Edge;

public sealed class RequestIdTests(TestServer server)
{
    [Theory]
    [InlineData("/api/admin/tenants/x")] // an error of a method
    [InlineData("/healthz")]
    [InlineData("/nothing/here")]
    public async Task Every_answer_has_an_id_of_its_own(string path)
    {
        var http = server.Shared.As("").Http;

        var (first, second) = (await IdAsync(http, path), await IdAsync(http, path));

        Assert.True(first.Length >= 32 && first != second, $"{first} {second}");
    }

    [Fact]
    public async Task A_call_over_grpc_has_one_in_its_headers_and_with_its_error()
    {
        var tenant = await server.NewTenantAsync();
        using var call = new TenantCalls(tenant.Owner.Grpc).GetTenantAsync(new(), new Metadata { { "x-request-id", "job-17" } });
        Assert.Equal("job-17", (await call.ResponseHeadersAsync).GetValue("x-request-id"));

        var refused = await Assert.ThrowsAsync<RpcException>(() => new TenantCalls(server.Shared.As("").Grpc).GetTenantAsync(new()).ResponseAsync);
        Assert.NotEmpty(refused.Trailers.GetValue("x-request-id") ?? "");
    }

    [Theory]
    [InlineData("x-request-id", "0197-Abc_d.e", "0197-Abc_d.e")]
    [InlineData("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "4bf92f3577b34da6a3ce929d0e0e4736")]
    public async Task A_callers_own_id_is_kept(string header, string sent, string expected) =>
        Assert.Equal(expected, await IdAsync(server.Shared.As("").Http, "/healthz", (header, sent)));

    [Theory]
    [InlineData("x-request-id", "two words")]
    [InlineData("x-request-id", "<script>")]
    [InlineData("x-request-id", "65 characters: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx")]
    [InlineData("x-request-id", "a%0d%0ab")]
    [InlineData("traceparent", "00-00000000000000000000000000000000-00f067aa0ba902b7-01")]
    [InlineData("traceparent", "nonsense")]
    public async Task What_could_do_harm_is_replaced(string header, string sent) =>
        Assert.Matches("^[0-9a-f]{32}$", (await IdAsync(server.Shared.As("").Http, "/healthz", (header, sent))).Replace(sent, "kept", StringComparison.Ordinal));

    [Fact]
    public void A_log_line_names_its_request_and_nobody_forges_another_line()
    {
        var scopes = new LoggerExternalScopeProvider();
        using var scope = scopes.Push(new RequestScope("job-17"));
        using var writer = new StringWriter();
        var failure = new InvalidOperationException("bad\n2026-11-22T00:00:00.000Z info  Forged\u2028line");
        var entry = new LogEntry<string>(LogLevel.Error, "Shop", 1, "value a\r\nb\u001b[31m", failure, (text, _) => text);

        new LogLines(new TestClock(DateTimeOffset.UnixEpoch)).Write(entry, scopes, writer);

        var lines = writer.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(@"1970-01-01T00:00:00.000Z ERROR Shop [job-17] value a\u000d\u000ab\u001b[31m", lines[0]);
        Assert.All(lines[1..], line => Assert.StartsWith("    ", line, StringComparison.Ordinal));
        Assert.DoesNotContain('\u2028', writer.ToString());
    }

    private static async Task<string> IdAsync(HttpClient http, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var response = await http.SendAsync(request);
        return response.Headers.GetValues("x-request-id").Single();
    }
}
