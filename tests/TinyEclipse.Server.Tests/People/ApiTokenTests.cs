using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using TinyEclipse.People.V1;
using TinyEclipse.Rpc.V1;
using TinyEclipse.Server.Features.People;
using TinyEclipse.Tenants.V1;
using Tokens = TinyEclipse.People.V1.ApiTokenService.ApiTokenServiceClient;

namespace TinyEclipse.Server.Tests.People;

public sealed class ApiTokenTests(TestServer server)
{
    [Fact]
    public async Task A_token_is_shown_once_and_listed_without_its_secret()
    {
        var (tokens, _) = await SignedInAsync();

        var made = await tokens.CreateApiTokenAsync(new() { ApiToken = new() { Name = "Boekhouding", Scopes = { "shop:read" } } });
        Assert.Matches("^te_api_[0-9A-Za-z]{49}$", made.Token);
        Assert.InRange(made.ExpireTime.ToDateTime(), DateTime.UtcNow.AddDays(89), DateTime.UtcNow.AddDays(91));

        var listed = Assert.Single((await tokens.ListApiTokensAsync(new())).ApiTokens);
        Assert.Equal((made.Id, "Boekhouding", ""), (listed.Id, listed.Name, listed.Token));
        Assert.Equal(["shop:read"], listed.Scopes);
        Assert.Null(listed.LastUseTime);

        await Me(made.Token);
        Assert.NotNull(Assert.Single((await tokens.ListApiTokensAsync(new())).ApiTokens).LastUseTime);
    }

    [Fact]
    public async Task A_token_opens_what_its_scopes_name_and_nothing_else()
    {
        var (tokens, tenant) = await SignedInAsync();
        var token = (await tokens.CreateApiTokenAsync(new() { ApiToken = new() { Name = "Read", Scopes = { "tenants:read" } } })).Token;

        Assert.Equal(tenant.Id, (await TenantsOf(token).GetTenantAsync(new())).Id);
        var refused = await Assert.ThrowsAsync<RpcException>(() => new TinyEclipse.Sites.V1.SiteService.SiteServiceClient(server.Shared.As(token).Grpc).ListSitesAsync(new()).ResponseAsync);
        Assert.Equal((StatusCode.PermissionDenied, "SCOPE_REQUIRED", "sites:read"), (refused.StatusCode, refused.Reason(), refused.Info().Metadata["required_scope"]));
    }

    [Fact]
    public async Task A_token_limited_to_a_tenant_knows_no_other()
    {
        var (mine, other) = (await server.NewTenantAsync(), await server.NewTenantAsync());
        var person = await TestPerson.NewAsync(server.Shared, mine.Tenant, Role.Owner);
        await server.Shared.Services.GetRequiredService<PersonStore>().JoinAsync(other.Tenant, person.Id, Role.Owner, CancellationToken.None);
        var tokens = new Tokens((await person.SignedInAsync()).Grpc);

        var token = (await tokens.CreateApiTokenAsync(new() { ApiToken = new() { Name = "One", Scopes = { "*" }, TenantId = mine.Id } })).Token;

        Assert.Equal(mine.Id, Assert.Single((await Me(token)).Memberships).TenantId);
        Assert.Equal(mine.Id, (await TenantsOf(token).GetTenantAsync(new())).Id);
        var refused = await Assert.ThrowsAsync<RpcException>(() => TenantsOf(token).GetTenantAsync(new() { TenantId = other.Id }).ResponseAsync);
        Assert.Equal("TENANT_MISMATCH", refused.Reason());
    }

    [Fact]
    public async Task An_operators_token_that_is_limited_to_a_tenant_is_an_owners_there()
    {
        var tenant = await server.NewTenantAsync();
        var people = server.Shared.Services.GetRequiredService<PersonStore>();
        var person = await people.EnsureAcrossTenantsAsync($"{Guid.NewGuid():n}@example.be", "Operator", isOperator: true, CancellationToken.None);

        var token = (await server.Shared.NewTokenAsync(person, limitedTo: tenant.Tenant)).Token;

        var me = await Me(token);
        Assert.Equal((false, Role.Owner, tenant.Id), (me.Operator, me.Memberships.Single().Role, me.Memberships.Single().TenantId));
        var refused = await Assert.ThrowsAsync<RpcException>(() => TenantsOf(token).ListTenantsAsync(new()).ResponseAsync);
        Assert.Equal("ROLE_REQUIRED", refused.Reason());
    }

    [Fact]
    public async Task It_ends_with_the_place_in_the_tenant_that_it_stands_on()
    {
        var database = await server.NewDatabaseAsync();
        await using var own = await TestServer.StartAsync(database);
        var tenant = await own.NewTenantAsync();
        var person = await TestPerson.NewAsync(own, tenant.Tenant, Role.Manager);
        var tokens = new Tokens((await person.SignedInAsync()).Grpc);
        var token = (await tokens.CreateApiTokenAsync(new() { ApiToken = new() { Name = "One", Scopes = { "*" }, TenantId = tenant.Id } })).Token;

        await PostgresServer.ExecuteAsync(database, $"delete from memberships where person_id = '{person.Id}'");
        await own.Services.GetRequiredService<PersonStore>().JoinAsync(tenant.Tenant, person.Id, Role.Manager, CancellationToken.None);

        var refused = await Assert.ThrowsAsync<RpcException>(() => own.As(token).Persons().GetMeAsync(new()).ResponseAsync);
        Assert.Equal(StatusCode.Unauthenticated, refused.StatusCode);
        Assert.Empty((await tokens.ListApiTokensAsync(new())).ApiTokens);
    }

    [Fact]
    public async Task Wrong_fields_are_named()
    {
        var (tokens, _) = await SignedInAsync();
        var draft = new ApiToken { Scopes = { "shop:read", "shop:steal" }, TenantId = "x", ExpireTime = Timestamp.FromDateTimeOffset(DateTimeOffset.UtcNow.AddDays(400)) };

        var refused = await Assert.ThrowsAsync<RpcException>(() => tokens.CreateApiTokenAsync(new() { ApiToken = draft }).ResponseAsync);

        Assert.Equal(["api_token.name", "api_token.scopes", "api_token.tenant_id", "api_token.expire_time"], refused.Fields());
    }

    [Fact]
    public async Task A_tenant_of_others_is_no_limit_that_one_may_choose()
    {
        var (tokens, _) = await SignedInAsync();
        var draft = new ApiToken { Name = "Theirs", Scopes = { "*" }, TenantId = (await server.NewTenantAsync()).Id };

        var refused = await Assert.ThrowsAsync<RpcException>(() => tokens.CreateApiTokenAsync(new() { ApiToken = draft }).ResponseAsync);

        Assert.Equal("TENANT_MISMATCH", refused.Reason());
    }

    [Fact]
    public async Task No_token_makes_another()
    {
        var tenant = await server.NewTenantAsync();

        var refused = await Assert.ThrowsAsync<RpcException>(
            () => new Tokens(tenant.Owner.Grpc).CreateApiTokenAsync(new() { ApiToken = new() { Name = "More", Scopes = { "*" } } }).ResponseAsync);

        Assert.Equal("SESSION_REQUIRED", refused.Reason());
    }

    private async Task<(Tokens Tokens, TestTenant Tenant)> SignedInAsync()
    {
        var tenant = await server.NewTenantAsync();
        var person = await TestPerson.NewAsync(server.Shared, tenant.Tenant, Role.Owner);
        return (new Tokens((await person.SignedInAsync()).Grpc), tenant);
    }

    private async Task<Person> Me(string token) => await server.Shared.As(token).Persons().GetMeAsync(new());

    private TenantService.TenantServiceClient TenantsOf(string token) => new(server.Shared.As(token).Grpc);
}
