using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using TinyEclipse.Server.Database;
using TinyEclipse.Server.Edge.Idempotency;
using TinyEclipse.Sites.V1;
using Client = TinyEclipse.Sites.V1.SiteService.SiteServiceClient;

namespace TinyEclipse.Server.Tests.Edge;

public sealed class IdempotencyTests(TestServer server)
{
    private TenantDatabase Database => server.Shared.Services.GetRequiredService<TenantDatabase>();

    [Fact]
    public async Task A_repeated_request_gets_the_same_answer_marked_and_is_carried_out_once()
    {
        var tenant = await server.NewTenantAsync();
        var first = await CreateTokenAsync(tenant, "k-1");
        var again = await CreateTokenAsync(tenant, "k-1");

        Assert.Equal((false, true), (first.IsReplayed, again.IsReplayed));
        Assert.Equal(first.Token, again.Token);
        Assert.Equal(1, (await TokensAsync(tenant)).Count(token => token.Id == first.Token.Id));
        Assert.Equal(2, (await TokensAsync(tenant)).Count);
        Assert.NotEqual(first.Token.Id, (await CreateTokenAsync(tenant, "k-2")).Token.Id);
    }

    [Fact]
    public async Task Over_json_it_is_the_same()
    {
        var tenant = await server.NewTenantAsync();
        var body = new { url = $"https://{Guid.NewGuid():n}.example" };

        using var first = await PostSiteAsync(tenant, "\"8e03978e-40d5-43e8-bc93-6894a57f9324\"", body);
        using var again = await PostSiteAsync(tenant, "\"8e03978e-40d5-43e8-bc93-6894a57f9324\"", body);
        using var other = await PostSiteAsync(tenant, "\"8e03978e-40d5-43e8-bc93-6894a57f9324\"", new { url = "https://other.example" });

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.Conflict), (first.StatusCode, again.StatusCode, other.StatusCode));
        Assert.Equal(await first.Content.ReadAsStringAsync(), await again.Content.ReadAsStringAsync());
        Assert.False(first.Headers.Contains("idempotency-replayed"));
        Assert.Equal(["true"], again.Headers.GetValues("idempotency-replayed"));
        Assert.Contains("IDEMPOTENCY_KEY_REUSED", await other.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_many_at_once_one_is_carried_out()
    {
        var tenant = await server.NewTenantAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(async _ =>
        {
            try
            {
                return (await CreateTokenAsync(tenant, "at-once")).Token.Id;
            }
            catch (RpcException failure) when (failure.StatusCode == StatusCode.Aborted)
            {
                return failure.Reason();
            }
        }));

        Assert.Single(answers.Where(answer => answer != "IDEMPOTENCY_KEY_IN_PROGRESS").Distinct());
        Assert.Equal(2, (await TokensAsync(tenant)).Count);
    }

    [Fact]
    public async Task A_request_that_failed_may_be_sent_again()
    {
        var tenant = await server.NewTenantAsync();
        var taken = $"https://{Guid.NewGuid():n}.example";
        await new Client(tenant.Owner.Grpc).CreateSiteAsync(new() { TenantId = tenant.Id, Site = new() { Url = taken } });

        using var refused = await PostSiteAsync(tenant, "k", new { url = taken });
        Assert.Contains("RESOURCE_EXISTS", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var good = await PostSiteAsync(tenant, "k", new { url = taken + "/winkel" });
        Assert.Equal(HttpStatusCode.OK, good.StatusCode);
    }

    [Fact]
    public async Task A_key_is_the_callers_own()
    {
        var (mine, theirs) = (await server.NewTenantAsync(), await server.NewTenantAsync());

        Assert.NotEqual((await CreateTokenAsync(mine, "same")).Token.Token, (await CreateTokenAsync(theirs, "same")).Token.Token);
    }

    [Fact]
    public async Task No_answer_lies_in_the_database_as_it_is()
    {
        var made = (await CreateTokenAsync(await server.NewTenantAsync(), "secret")).Token;

        var stored = await QueryAsync<long>("select count(*) from idempotency_keys where position(@text in response) > 0", new { text = Encoding.UTF8.GetBytes(made.Token) });

        Assert.Equal(0, stored);
        Assert.NotEqual(0, await QueryAsync<long>("select count(*) from idempotency_keys where response is not null", null));
    }

    [Theory]
    [InlineData("is_written = true, response = null", "IDEMPOTENCY_KEY_IN_PROGRESS")]
    [InlineData("is_written = true, response = null, started_at = started_at - interval '6 minutes'", "IDEMPOTENCY_ANSWER_LOST")] // it died behind its write
    [InlineData("is_written = false, response = null", "IDEMPOTENCY_KEY_IN_PROGRESS")]
    [InlineData("is_written = false, response = null, started_at = started_at - interval '6 minutes'", null)] // it died before its write
    [InlineData("started_at = started_at - interval '25 hours'", null)] // long ago
    public async Task What_a_server_that_died_left_behind_is_never_carried_out_twice(string left, string? reason)
    {
        var (tenant, key) = (await server.NewTenantAsync(), Guid.NewGuid().ToString());
        var first = await CreateTokenAsync(tenant, key);
        await using (var transaction = await Database.BeginAcrossTenantsAsync(CancellationToken.None))
        {
            var request = SHA256.HashData(TokenOf(tenant).ToByteArray()); // no other test asks for this one
            Assert.Equal(1, await transaction.ExecuteAsync($"update idempotency_keys set {left} where request_hash = @request", new { request }, CancellationToken.None));
            await transaction.CommitAsync(CancellationToken.None);
        }

        if (reason is null)
            Assert.NotEqual(first.Token.Id, (await CreateTokenAsync(tenant, key)).Token.Id);
        else
            Assert.Equal(reason, (await Assert.ThrowsAsync<RpcException>(() => CreateTokenAsync(tenant, key))).Reason());
    }

    [Fact]
    public async Task A_run_whose_place_was_taken_cannot_write()
    {
        var tenant = await server.NewTenantAsync();
        var run = new IdempotentRun(Guid.NewGuid().ToByteArray());
        await server.Shared.Services.GetRequiredService<IdempotencyStore>().BeginAcrossTenantsAsync(run, [1], CancellationToken.None);
        try
        {
            IdempotentRun.Current = new IdempotentRun(run.KeyHash); // an older one, with the same key
            await using var transaction = await Database.BeginAsync(tenant.Tenant, CancellationToken.None);
            await transaction.ExecuteAsync("update sites set url = 'https://late.example'", null, CancellationToken.None);
            await Assert.ThrowsAsync<RpcException>(() => transaction.CommitAsync(CancellationToken.None));
        }
        finally
        {
            IdempotentRun.Current = null;
        }

        Assert.DoesNotContain("late", (await new Client(tenant.Owner.Grpc).ListSitesAsync(new())).Sites.Single().Url, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    public async Task A_key_that_is_none_is_refused(string key)
    {
        using var refused = await PostSiteAsync(await server.NewTenantAsync(), key, new { url = "https://x.example" });

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("idempotency-key", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static async Task<(SiteToken Token, bool IsReplayed)> CreateTokenAsync(TestTenant tenant, string key)
    {
        using var call = new Client(tenant.Owner.Grpc).CreateSiteTokenAsync(TokenOf(tenant), new Metadata { { "idempotency-key", key } });
        return (await call, (await call.ResponseHeadersAsync).GetValue("idempotency-replayed") == "true");
    }

    private static CreateSiteTokenRequest TokenOf(TestTenant tenant) => new() { TenantId = tenant.Id, SiteId = tenant.SiteId.ToString() };

    private static async Task<IReadOnlyList<SiteToken>> TokensAsync(TestTenant tenant) =>
        (await new Client(tenant.Owner.Grpc).ListSiteTokensAsync(new() { TenantId = tenant.Id, SiteId = tenant.SiteId.ToString(), PageSize = 200 })).SiteTokens;

    private static async Task<HttpResponseMessage> PostSiteAsync(TestTenant tenant, string key, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/admin/sites?tenant_id={tenant.Id}") { Content = JsonContent.Create(body) };
        request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        return await tenant.Owner.Http.SendAsync(request);
    }

    private async Task<T> QueryAsync<T>(string sql, object? arguments)
    {
        await using var transaction = await Database.BeginAcrossTenantsAsync(CancellationToken.None);
        return await transaction.QuerySingleAsync<T>(sql, arguments, CancellationToken.None);
    }
}
