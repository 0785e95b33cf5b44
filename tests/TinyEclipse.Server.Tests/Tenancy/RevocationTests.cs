using System.Diagnostics;
using Grpc.Core;
using TinyEclipse.People.V1;
using TinyEclipse.Rpc.V1;
using TinyEclipse.Server.Tests.Events;
using TinyEclipse.Server.Tests.People;
using TinyEclipse.Tenants.V1;
using SiteClient = TinyEclipse.Sites.V1.SiteService.SiteServiceClient;
using TenantClient = TinyEclipse.Tenants.V1.TenantService.TenantServiceClient;

namespace TinyEclipse.Server.Tests.Tenancy;

/// <summary>Two servers, one database: what is taken away at one is gone at the other within a second, for calls and for streams that only wait.</summary>
public sealed class RevocationTests(TestServer tests) : IAsyncLifetime
{
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan OnABusyMachine = TimeSpan.FromSeconds(5); // half of what passes where no signal comes

    private string _database = "";
    private RunningServer _here = null!;
    private RunningServer _there = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await tests.NewDatabaseAsync();
        _here = await TestServer.StartAsync(_database);
        _there = await TestServer.StartAsync(_database);
    }

    public async ValueTask DisposeAsync()
    {
        await _there.DisposeAsync();
        await _here.DisposeAsync();
    }

    [Fact]
    public async Task A_revoked_api_token_opens_nothing_more()
    {
        var tenant = await _here.NewTenantAsync();
        var tokens = new ApiTokenService.ApiTokenServiceClient((await (await TestPerson.NewAsync(_here, tenant.Tenant, Role.Owner)).SignedInAsync()).Grpc);
        var token = await tokens.CreateApiTokenAsync(new() { ApiToken = new() { Name = "Kassa", Scopes = { "*" } } });
        var caller = _there.As(token.Token);
        await caller.Persons().GetMeAsync(new());

        await tokens.RevokeApiTokenAsync(new() { ApiTokenId = token.Id });

        await IsRefusedInTimeAsync(StatusCode.Unauthenticated, () => caller.Persons().GetMeAsync(new()).ResponseAsync);
    }

    [Fact]
    public async Task A_revoked_site_token_opens_nothing_more()
    {
        var tenant = await _here.NewTenantAsync();
        var (sites, elsewhere) = (new SiteClient(tenant.Owner.Grpc), new SiteClient(_there.As(tenant.Site.Token).Grpc));
        await elsewhere.RecordHeartbeatAsync(new());
        var token = (await sites.ListSiteTokensAsync(new() { SiteId = tenant.SiteId.ToString() })).SiteTokens.Single();

        await sites.RevokeSiteTokenAsync(new() { SiteId = tenant.SiteId.ToString(), SiteTokenId = token.Id });

        await IsRefusedInTimeAsync(StatusCode.Unauthenticated, () => elsewhere.RecordHeartbeatAsync(new()).ResponseAsync);
    }

    [Fact]
    public async Task A_session_that_was_ended_opens_nothing_more()
    {
        var person = await TestPerson.NewAsync(_here);
        var token = (await person.SignedInAsync()).Token;
        await _there.As(token).Persons().GetMeAsync(new());

        await _here.As(token).Door().SignOutAsync(new());

        await IsRefusedInTimeAsync(StatusCode.Unauthenticated, () => _there.As(token).Persons().GetMeAsync(new()).ResponseAsync);
    }

    [Theory]
    [InlineData("update memberships set role = 1")]
    [InlineData("delete from memberships")]
    public async Task A_role_that_was_lowered_or_lost_counts_no_more(string sql)
    {
        var tenant = await _here.NewTenantAsync();
        var elsewhere = new SiteClient(_there.As(tenant.Owner.Token).Grpc);
        await elsewhere.CreateSiteTokenAsync(new() { TenantId = tenant.Id, SiteId = tenant.SiteId.ToString() });

        await PostgresServer.ExecuteAsync(_database, sql);

        await IsRefusedInTimeAsync(
            StatusCode.PermissionDenied,
            () => elsewhere.CreateSiteTokenAsync(new() { TenantId = tenant.Id, SiteId = tenant.SiteId.ToString() }).ResponseAsync);
    }

    [Fact]
    public async Task A_smaller_plan_holds_less_at_once_and_a_larger_one_more()
    {
        var tenant = await _here.NewTenantAsync();
        var plans = new TenantClient((await _here.NewOperatorAsync()).Grpc);
        var carts = new TinyEclipse.Shop.V1.AbandonedCartService.AbandonedCartServiceClient(_there.As(tenant.Site.Token).Grpc);
        Task ReportAsync() => carts.ReportCartAsync(new() { CartToken = "c-1", CurrencyCode = "EUR" }).ResponseAsync;
        await ReportAsync();

        await plans.ChangePlanAsync(new() { TenantId = tenant.Id, Plan = Plan.Tiny });
        await IsRefusedInTimeAsync(StatusCode.FailedPrecondition, ReportAsync);

        await plans.ChangePlanAsync(new() { TenantId = tenant.Id, Plan = Plan.Pro });
        await ChangesInTimeAsync(StatusCode.FailedPrecondition, StatusCode.OK, ReportAsync);
    }

    [Theory]
    [InlineData("update api_tokens set revoked_at = now()", StatusCode.Unauthenticated)]
    [InlineData("delete from memberships", StatusCode.PermissionDenied)]
    public async Task A_stream_that_only_waits_ends(string sql, StatusCode status)
    {
        var tenant = await _there.NewTenantAsync();
        using var watcher = await EventWatcher.StartAsync(tenant);
        var next = watcher.NextAsync();

        var since = Stopwatch.GetTimestamp();
        await PostgresServer.ExecuteAsync(_database, sql);
        var ended = await Assert.ThrowsAsync<RpcException>(() => next);

        Assert.Equal(status, ended.StatusCode);
        Assert.True(Stopwatch.GetElapsedTime(since) < OnABusyMachine, $"{Stopwatch.GetElapsedTime(since)}");
    }

    private static Task IsRefusedInTimeAsync(StatusCode status, Func<Task> call) => ChangesInTimeAsync(StatusCode.OK, status, call);

    /// <summary>A call that begins later than promised is answered by what is so now, however long a busy machine takes for it.</summary>
    private static async Task ChangesInTimeAsync(StatusCode before, StatusCode after, Func<Task> call)
    {
        var since = Stopwatch.GetTimestamp();
        while (true)
        {
            var begun = Stopwatch.GetElapsedTime(since);
            var status = await StatusAsync(call);
            if (status == after)
                return;

            Assert.Equal(before, status);
            Assert.True(begun < Promised, $"begun after {begun}");
        }
    }

    private static async Task<StatusCode> StatusAsync(Func<Task> call)
    {
        try
        {
            await call();
            return StatusCode.OK;
        }
        catch (RpcException refused)
        {
            return refused.StatusCode;
        }
    }
}
