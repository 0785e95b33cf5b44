using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using TinyEclipse.Rpc.V1;
using TinyEclipse.Tenants.V1;
using Client = TinyEclipse.Tenants.V1.TenantService.TenantServiceClient;

namespace TinyEclipse.Server.Tests.Tenants;

public sealed class UpdateTenantTests(TestServer server)
{
    [Fact]
    public async Task Only_what_the_mask_names_is_changed()
    {
        var tenant = await server.NewTenantAsync();
        var client = new Client(tenant.Owner.Grpc);
        var before = await client.GetTenantAsync(new());

        var after = await client.UpdateTenantAsync(new()
        {
            Tenant = new() { Name = "Pralinehuis", TimeZone = "Asia/Tokyo", CartAbandonMinutes = 90, Plan = Plan.ProPlus },
            UpdateMask = new() { Paths = { "name", "cart_abandon_minutes" } },
        });

        Assert.Equal(("Pralinehuis", 90, "Europe/Brussels", Plan.Pro), (after.Name, after.CartAbandonMinutes, after.TimeZone, after.Plan));
        Assert.NotEqual(before.Etag, after.Etag);
        Assert.Equal(after, await client.GetTenantAsync(new()));
    }

    [Fact]
    public async Task Over_json_the_mask_stands_in_the_query()
    {
        var tenant = await server.NewTenantAsync();

        using var response = await tenant.Owner.Http.PatchAsJsonAsync(
            $"/api/admin/tenants/{tenant.Id}?update_mask=name", new { name = "Over JSON", cart_abandon_minutes = 33 }, TestContext.Current.CancellationToken);
        var after = await response.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken);

        Assert.Equal(("Over JSON", 60), ((string?)after!["name"], (int)after["cart_abandon_minutes"]!));
    }

    [Fact]
    public async Task Without_a_mask_what_is_filled_in_is_changed()
    {
        var client = new Client((await server.NewTenantAsync()).Owner.Grpc);

        var after = await client.UpdateTenantAsync(new() { Tenant = new() { TimeZone = "Europe/Lisbon" } });

        Assert.Equal(("Europe/Lisbon", 60), (after.TimeZone, after.CartAbandonMinutes));
    }

    [Theory]
    [InlineData("plan")]
    [InlineData("no_such_field")]
    [InlineData("tenant.name")]
    public async Task A_mask_that_names_something_else_is_refused(string path)
    {
        var client = new Client((await server.NewTenantAsync()).Owner.Grpc);

        var refused = await Assert.ThrowsAsync<RpcException>(() => client.UpdateTenantAsync(
            new() { Tenant = new() { Name = "x" }, UpdateMask = new FieldMask { Paths = { "name", path } } }).ResponseAsync);

        Assert.Equal(["update_mask"], refused.Fields());
    }

    [Fact]
    public async Task What_is_named_and_malformed_is_told_by_its_field()
    {
        var client = new Client((await server.NewTenantAsync()).Owner.Grpc);

        var refused = await Assert.ThrowsAsync<RpcException>(() => client.UpdateTenantAsync(
            new() { Tenant = new() { TimeZone = "Mars" }, UpdateMask = new() { Paths = { "name", "time_zone" } } }).ResponseAsync);

        Assert.Equal(["tenant.name", "tenant.time_zone"], refused.Fields());
    }

    [Fact]
    public async Task Of_two_who_read_the_same_the_second_is_told()
    {
        var client = new Client((await server.NewTenantAsync()).Owner.Grpc);
        var read = await client.GetTenantAsync(new());

        var first = await client.UpdateTenantAsync(new() { Tenant = new() { Name = "First", Etag = read.Etag } });
        var refused = await Assert.ThrowsAsync<RpcException>(() => client.UpdateTenantAsync(new() { Tenant = new() { Name = "Second", Etag = read.Etag } }).ResponseAsync);

        Assert.Equal((StatusCode.Aborted, "ETAG_MISMATCH"), (refused.StatusCode, refused.Reason()));
        Assert.Equal("Second", (await client.UpdateTenantAsync(new() { Tenant = new() { Name = "Second", Etag = first.Etag } })).Name);
    }

    [Fact]
    public async Task Of_many_at_once_with_one_etag_one_wins()
    {
        var client = new Client((await server.NewTenantAsync()).Owner.Grpc);
        var etag = (await client.GetTenantAsync(new())).Etag;

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 10).Select(async number =>
        {
            try
            {
                await client.UpdateTenantAsync(new() { Tenant = new() { Name = $"Number {number}", Etag = etag } });
                return StatusCode.OK;
            }
            catch (RpcException refused)
            {
                return refused.StatusCode;
            }
        }));

        Assert.Single(outcomes, StatusCode.OK);
        Assert.Equal(9, outcomes.Count(outcome => outcome == StatusCode.Aborted));
    }

    [Fact]
    public async Task The_domain_is_the_operators()
    {
        var (tenant, other) = (await server.NewTenantAsync(), await server.NewTenantAsync());
        var (owner, agency) = (new Client(tenant.Owner.Grpc), new Client((await server.Shared.NewOperatorAsync()).Grpc));
        var (domain, taken) = ($"{Guid.NewGuid():n}.example", (await new Client(other.Owner.Grpc).GetTenantAsync(new())).Domain);

        var refused = await Assert.ThrowsAsync<RpcException>(() => owner.UpdateTenantAsync(new() { Tenant = new() { Domain = domain } }).ResponseAsync);
        Assert.Equal("ROLE_REQUIRED", refused.Reason());
        Assert.Equal(domain, (await agency.UpdateTenantAsync(new() { TenantId = tenant.Id, Tenant = new() { Domain = domain.ToUpperInvariant() } })).Domain);
        refused = await Assert.ThrowsAsync<RpcException>(() => agency.UpdateTenantAsync(new() { TenantId = tenant.Id, Tenant = new() { Domain = taken } }).ResponseAsync);
        Assert.Equal(StatusCode.AlreadyExists, refused.StatusCode);
    }

    [Fact]
    public async Task A_manager_changes_no_tenant()
    {
        var tenant = await server.NewTenantAsync();
        var client = new Client((await server.Shared.NewPersonAsync(tenant.Tenant, Role.Manager)).Grpc);

        Assert.Equal("ROLE_REQUIRED", (await Assert.ThrowsAsync<RpcException>(() => client.UpdateTenantAsync(new() { Tenant = new() { Name = "Mine" } }).ResponseAsync)).Reason());
    }
}
