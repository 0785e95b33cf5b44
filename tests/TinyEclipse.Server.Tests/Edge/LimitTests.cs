using System.Net;
using Grpc.Core;
using TinyEclipse.Rpc.V1;
using TenantCalls = TinyEclipse.Tenants.V1.TenantService.TenantServiceClient;

namespace TinyEclipse.Server.Tests.Edge;

public sealed class LimitTests(TestServer tests)
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_credential_that_calls_too_often_waits_and_is_told_how_long()
    {
        var clock = new TestClock(Noon);
        await using var server = await StartAsync(clock, ("Limits:CallsPerCredential", "3"));
        var tenant = await server.NewTenantAsync();
        var other = await server.NewPersonAsync(tenant.Tenant, Role.Viewer);

        for (var left = 2; left >= 0; left--)
        {
            using var taken = await GetAsync(tenant.Owner, tenant.Id);
            Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
            Assert.Equal(($"\"credential\";r={left};t={(left == 0 ? 20 : 0)}", "\"credential\";q=3;w=60"), (Header(taken, "RateLimit"), Header(taken, "RateLimit-Policy")));
        }
        using var refused = await GetAsync(tenant.Owner, tenant.Id);
        Assert.Equal((HttpStatusCode.TooManyRequests, "20", "\"credential\";r=0;t=20"), (refused.StatusCode, Header(refused, "Retry-After"), Header(refused, "RateLimit")));
        Assert.Contains("RATE_LIMITED", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var failure = await Assert.ThrowsAsync<RpcException>(() => new TenantCalls(tenant.Owner.Grpc).GetTenantAsync(new()).ResponseAsync);
        Assert.Equal((StatusCode.ResourceExhausted, "RATE_LIMITED", 20), (failure.StatusCode, failure.Reason(), (int)Math.Ceiling(failure.RetryDelay().TotalSeconds)));

        await new TenantCalls(other.Grpc).GetTenantAsync(new());
        clock.Advance(TimeSpan.FromSeconds(20.5));
        await new TenantCalls(tenant.Owner.Grpc).GetTenantAsync(new());
    }

    [Fact]
    public async Task The_callers_of_a_tenant_share_its_limit_and_no_other_tenants()
    {
        await using var server = await StartAsync(new TestClock(Noon), ("Limits:CallsPerTenant", "4"));
        var (busy, quiet) = (await server.NewTenantAsync(), await server.NewTenantAsync());
        var colleague = await server.NewPersonAsync(busy.Tenant, Role.Viewer);
        for (var call = 0; call < 4; call++)
            await new TenantCalls((call % 2 == 0 ? busy.Owner : colleague).Grpc).GetTenantAsync(new());

        var failure = await Assert.ThrowsAsync<RpcException>(() => new TenantCalls(colleague.Grpc).GetTenantAsync(new()).ResponseAsync);

        Assert.Equal(("RATE_LIMITED", "tenant"), (failure.Reason(), failure.Info().Metadata["limit"]));
        await new TenantCalls(quiet.Owner.Grpc).GetTenantAsync(new());
    }

    [Fact]
    public async Task Who_tries_unknown_tokens_is_slowed_down_by_address()
    {
        var clock = new TestClock(Noon);
        await using var server = await StartAsync(clock, ("Limits:UnknownCallsPerAddress", "5"));
        var tenant = await server.NewTenantAsync();
        for (var call = 0; call < 50; call++)
            await new TenantCalls(tenant.Owner.Grpc).GetTenantAsync(new()); // known ones take nothing

        var answers = new List<HttpStatusCode>();
        for (var guess = 0; guess < 7; guess++)
        {
            using var response = await GetAsync(server.As($"te_api_{guess}"), tenant.Id);
            answers.Add(response.StatusCode);
        }

        Assert.Equal([.. Enumerable.Repeat(HttpStatusCode.Unauthorized, 5), HttpStatusCode.TooManyRequests, HttpStatusCode.TooManyRequests], answers);
        using var health = await server.As("").Http.GetAsync(new Uri("/healthz", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
    }

    [Fact]
    public async Task Who_asks_for_the_origins_of_shops_that_are_not_is_slowed_down_and_a_known_shop_works_on()
    {
        var clock = new TestClock(Noon);
        await using var server = await StartAsync(clock, ("Limits:UnknownCallsPerAddress", "3"));
        var (known, other) = (await server.NewTenantAsync(), await server.NewTenantAsync());

        Assert.True(await MayCallAsync(server, known));
        for (var guess = 0; guess < 2; guess++)
            await PreflightAsync(server, Guid.NewGuid().ToString(), "https://evil.example");
        Assert.True(await MayCallAsync(server, known));
        Assert.False(await MayCallAsync(server, other));
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True(await MayCallAsync(server, other));
    }

    [Theory]
    [InlineData("127.0.0.0/8", HttpStatusCode.Unauthorized)] // the proxy is believed: another address, another bucket
    [InlineData("10.0.0.1", HttpStatusCode.TooManyRequests)]
    public async Task What_a_caller_says_of_its_address_counts_only_from_a_known_proxy(string known, HttpStatusCode expected)
    {
        await using var server = await StartAsync(new TestClock(Noon), ("Limits:UnknownCallsPerAddress", "1"), ("Proxy:Known:0", known));
        for (var caller = 1; caller <= 2; caller++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/admin/tenants/x");
            request.Headers.Add("X-Forwarded-For", $"192.0.2.{caller}");
            using var response = await server.As("").Http.SendAsync(request);
            if (caller == 2)
                Assert.Equal(expected, response.StatusCode);
        }
    }

    private async Task<RunningServer> StartAsync(TimeProvider clock, params (string Name, string Value)[] settings) =>
        await TestServer.StartAsync(
            await tests.NewDatabaseAsync(), clock, settings.ToDictionary(setting => setting.Name, setting => (string?)setting.Value, StringComparer.Ordinal));

    private static Task<HttpResponseMessage> GetAsync(TestCaller caller, string tenantId) => caller.Http.GetAsync(new Uri($"/api/admin/tenants/{tenantId}", UriKind.Relative));

    private static async Task<bool> MayCallAsync(RunningServer server, TestTenant shop)
    {
        var site = await new TinyEclipse.Sites.V1.SiteService.SiteServiceClient(shop.Owner.Grpc).GetSiteAsync(new() { TenantId = shop.Id, SiteId = shop.SiteId.ToString() });
        return await PreflightAsync(server, shop.Id, site.Url);
    }

    private static async Task<bool> PreflightAsync(RunningServer server, string tenantId, string origin)
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, $"/api/shop/{tenantId}/journey");
        request.Headers.Add("Origin", origin);
        request.Headers.Add("Access-Control-Request-Method", "POST");
        using var response = await server.As("").Http.SendAsync(request);
        return response.Headers.Contains("Access-Control-Allow-Origin");
    }

    private static string Header(HttpResponseMessage response, string name) => response.Headers.GetValues(name).Single();
}
