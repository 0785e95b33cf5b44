using Grpc.Core;
using TinyEclipse.Tenants.V1;
using Client = TinyEclipse.Tenants.V1.TenantService.TenantServiceClient;

namespace TinyEclipse.Server.Tests.Tenants;

public sealed class TenantTests(TestServer server)
{
    [Fact]
    public async Task An_operator_makes_a_tenant_and_finds_it_in_the_list()
    {
        var client = new Client((await server.Shared.NewOperatorAsync()).Grpc);
        var domain = $"{Guid.NewGuid():n}.example";

        var made = await client.CreateTenantAsync(new() { Tenant = new() { Name = "Pralinehuis", Domain = domain } });

        Assert.Equal((Plan.Tiny, "Europe/Brussels", 60), (made.Plan, made.TimeZone, made.CartAbandonMinutes));
        Assert.Contains(made, await AllAsync(client));
    }

    [Fact]
    public async Task A_bad_tenant_names_every_field_that_is_wrong()
    {
        var client = new Client((await server.Shared.NewOperatorAsync()).Grpc);

        var refused = await Assert.ThrowsAsync<RpcException>(() => client.CreateTenantAsync(
            new() { Tenant = new() { Domain = "not a host", TimeZone = "Mars/Olympus", CartAbandonMinutes = 5, Plan = (Plan)9 } }).ResponseAsync);

        Assert.Equal(
            ["tenant.name", "tenant.domain", "tenant.plan", "tenant.time_zone", "tenant.cart_abandon_minutes"],
            refused.Fields());
    }

    [Fact]
    public async Task A_domain_belongs_to_one_tenant()
    {
        var client = new Client((await server.Shared.NewOperatorAsync()).Grpc);
        var request = new CreateTenantRequest { Tenant = new() { Name = "Een", Domain = $"{Guid.NewGuid():n}.example" } };
        await client.CreateTenantAsync(request);

        var refused = await Assert.ThrowsAsync<RpcException>(() => client.CreateTenantAsync(request).ResponseAsync);

        Assert.Equal(StatusCode.AlreadyExists, refused.StatusCode);
    }

    [Fact]
    public async Task An_owner_reads_the_own_tenant_and_no_other()
    {
        var (mine, theirs) = (await server.NewTenantAsync(), await server.NewTenantAsync());
        var client = new Client(mine.Owner.Grpc);

        Assert.Equal(mine.Id, (await client.GetTenantAsync(new())).Id);
        var denied = await Assert.ThrowsAsync<RpcException>(() => client.GetTenantAsync(new() { TenantId = theirs.Id }).ResponseAsync);
        Assert.Equal(StatusCode.PermissionDenied, denied.StatusCode);
    }

    [Fact]
    public async Task An_owner_does_not_change_the_plan()
    {
        var tenant = await server.NewTenantAsync();

        var denied = await Assert.ThrowsAsync<RpcException>(() => new Client(tenant.Owner.Grpc)
            .ChangePlanAsync(new() { TenantId = tenant.Id, Plan = Plan.ProPlus }).ResponseAsync);

        Assert.Equal(StatusCode.PermissionDenied, denied.StatusCode);
    }

    private static async Task<List<Tenant>> AllAsync(Client client)
    {
        var (all, token) = (new List<Tenant>(), "");
        do
        {
            var page = await client.ListTenantsAsync(new() { PageSize = 2, PageToken = token });
            all.AddRange(page.Tenants);
            token = page.NextPageToken;
        }
        while (token.Length > 0);
        return all;
    }
}
