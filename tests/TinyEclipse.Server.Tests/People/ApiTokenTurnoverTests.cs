using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using TinyEclipse.Rpc.V1;
using Tokens = TinyEclipse.People.V1.ApiTokenService.ApiTokenServiceClient;

namespace TinyEclipse.Server.Tests.People;

/// <summary>How API tokens are rotated, revoked, and run out.</summary>
public sealed class ApiTokenTurnoverTests(TestServer tests)
{
    [Fact]
    public async Task The_one_that_was_rotated_out_works_for_the_overlap_and_the_new_one_goes_on()
    {
        var clock = new TestClock(DateTimeOffset.UtcNow);
        await using var server = await TestServer.StartAsync(await tests.NewDatabaseAsync(), clock);
        var tokens = await SignedInAsync(server);
        var old = await tokens.CreateApiTokenAsync(new() { ApiToken = new() { Name = "Kassa", Scopes = { "shop:read" } } });

        var made = await tokens.RotateApiTokenAsync(new() { ApiTokenId = old.Id, Overlap = Duration.FromTimeSpan(TimeSpan.FromHours(2)) });

        Assert.Equal(("Kassa", "shop:read"), (made.Name, made.Scopes.Single()));
        Assert.Equal(2, (await tokens.ListApiTokensAsync(new())).ApiTokens.Count);
        clock.Advance(TimeSpan.FromMinutes(119));
        Assert.True(await WorksAsync(server, old.Token));
        clock.Advance(TimeSpan.FromMinutes(2));
        await Eventually.HoldsAsync(async () => !await WorksAsync(server, old.Token));
        Assert.True(await WorksAsync(server, made.Token));
        clock.Advance(TimeSpan.FromDays(91));
        await Eventually.HoldsAsync(async () => !await WorksAsync(server, made.Token));
    }

    [Fact]
    public async Task Without_overlap_it_ends_at_once_and_is_rotated_no_more()
    {
        await using var server = await TestServer.StartAsync(await tests.NewDatabaseAsync());
        var tokens = await SignedInAsync(server);
        var old = await tokens.CreateApiTokenAsync(new() { ApiToken = new() { Name = "Kassa", Scopes = { "*" } } });

        var made = await tokens.RotateApiTokenAsync(new() { ApiTokenId = old.Id, Overlap = new() });

        Assert.False(await WorksAsync(server, old.Token));
        Assert.True(await WorksAsync(server, made.Token));
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(() => tokens.RotateApiTokenAsync(new() { ApiTokenId = old.Id }).ResponseAsync)).StatusCode);
        var refused = await Assert.ThrowsAsync<RpcException>(
            () => tokens.RotateApiTokenAsync(new() { ApiTokenId = made.Id, Overlap = Duration.FromTimeSpan(TimeSpan.FromDays(8)) }).ResponseAsync);
        Assert.Equal(["overlap"], refused.Fields());
    }

    [Fact]
    public async Task Who_revokes_a_token_ends_it_and_nobody_elses()
    {
        var tenant = await tests.NewTenantAsync();
        var (mine, theirs) = (await SignedInAsync(tests.Shared, tenant), await SignedInAsync(tests.Shared, tenant));
        var token = await mine.CreateApiTokenAsync(new() { ApiToken = new() { Name = "Kassa", Scopes = { "*" } } });

        await Assert.ThrowsAsync<RpcException>(() => theirs.RevokeApiTokenAsync(new() { ApiTokenId = token.Id }).ResponseAsync);
        Assert.True(await WorksAsync(tests.Shared, token.Token));
        await mine.RevokeApiTokenAsync(new() { ApiTokenId = token.Id });
        await Eventually.HoldsAsync(async () => !await WorksAsync(tests.Shared, token.Token));
        Assert.Empty((await mine.ListApiTokensAsync(new())).ApiTokens);
    }

    [Fact]
    public async Task An_owner_sees_and_ends_the_tokens_that_are_limited_to_the_tenant_and_no_others()
    {
        var (tenant, other) = (await tests.NewTenantAsync(), await tests.NewTenantAsync());
        var staff = await SignedInAsync(tests.Shared, tenant, Role.Staff);
        var unlimited = await staff.CreateApiTokenAsync(new() { ApiToken = new() { Name = "Mine", Scopes = { "*" } } });
        var limited = await staff.CreateApiTokenAsync(new() { ApiToken = new() { Name = "Theirs", Scopes = { "*" }, TenantId = tenant.Id } });
        var owner = new Tokens(tenant.Owner.Grpc);

        Assert.Equal(limited.Id, Assert.Single((await owner.ListTenantApiTokensAsync(new())).ApiTokens).Id);
        Assert.Empty((await new Tokens(other.Owner.Grpc).ListTenantApiTokensAsync(new())).ApiTokens);
        await Assert.ThrowsAsync<RpcException>(() => new Tokens(other.Owner.Grpc).RevokeTenantApiTokenAsync(new() { ApiTokenId = limited.Id }).ResponseAsync);
        await Assert.ThrowsAsync<RpcException>(() => owner.RevokeTenantApiTokenAsync(new() { ApiTokenId = unlimited.Id }).ResponseAsync);

        await owner.RevokeTenantApiTokenAsync(new() { ApiTokenId = limited.Id });
        await Eventually.HoldsAsync(async () => !await WorksAsync(tests.Shared, limited.Token));
        Assert.True(await WorksAsync(tests.Shared, unlimited.Token));
    }

    private static async Task<Tokens> SignedInAsync(RunningServer server, TestTenant? tenant = null, Role role = Role.Owner)
    {
        var person = await TestPerson.NewAsync(server, (tenant ?? await server.NewTenantAsync()).Tenant, role);
        return new Tokens((await person.SignedInAsync()).Grpc);
    }

    private static async Task<bool> WorksAsync(RunningServer server, string token)
    {
        try
        {
            await server.As(token).Persons().GetMeAsync(new());
            return true;
        }
        catch (RpcException refused) when (refused.StatusCode == StatusCode.Unauthenticated)
        {
            return false;
        }
    }
}
