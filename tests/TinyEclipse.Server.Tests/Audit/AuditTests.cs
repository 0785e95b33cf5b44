using System.Text.Json.Nodes;
using Grpc.Core;
using TinyEclipse.Audit.V1;
using TinyEclipse.Rpc.V1;
using TinyEclipse.Server.Tests.AbandonedCarts;
using TinyEclipse.Server.Tests.People;
using TinyEclipse.Tenants.V1;
using Client = TinyEclipse.Audit.V1.AuditService.AuditServiceClient;
using SiteCalls = TinyEclipse.Sites.V1.SiteService.SiteServiceClient;
using TenantCalls = TinyEclipse.Tenants.V1.TenantService.TenantServiceClient;

namespace TinyEclipse.Server.Tests.Audit;

public sealed class AuditTests(TestServer server)
{
    [Fact]
    public async Task A_change_is_told_with_what_was_there_before_and_after()
    {
        var (tenant, boss) = (await server.NewTenantAsync(), await server.Shared.NewOperatorAsync());
        await new TenantCalls(boss.Grpc).ChangePlanAsync(new() { TenantId = tenant.Id, Plan = Plan.ProPlus });

        var entry = (await ListAsync(tenant, new() { Method = "tinyeclipse.tenants.v1.TenantService/ChangePlan" })).Single();

        Assert.Equal((AuditAction.Update, "tenant", tenant.Id), (entry.Action, entry.ResourceType, entry.ResourceId));
        Assert.Equal(("""{ "plan": "PLAN_PRO" }""", """{ "plan": "PLAN_PRO_PLUS" }"""), (entry.Before.ToString(), entry.After.ToString()));
        Assert.Equal((ActorKind.ApiToken, "Operator", "127.0.0.1"), (entry.Actor.Kind, entry.Actor.PersonName, entry.Actor.Address));
        Assert.NotEmpty(entry.RequestId);
    }

    [Fact]
    public async Task A_new_tenant_begins_with_its_own_making()
    {
        var made = await new TenantCalls((await server.Shared.NewOperatorAsync()).Grpc)
            .CreateTenantAsync(new() { Tenant = new() { Name = "Nieuw", Domain = $"{Guid.NewGuid():n}.example" } });

        var entries = await new Client((await server.Shared.NewOperatorAsync()).Grpc).ListAuditEntriesAsync(new() { TenantId = made.Id });

        var entry = Assert.Single(entries.Entries);
        Assert.Equal((AuditAction.Create, "tenant", ActorKind.ApiToken), (entry.Action, entry.ResourceType, entry.Actor.Kind));
        Assert.Equal((made.Name, null), (entry.After.Fields["name"].StringValue, entry.Before));
    }

    [Fact]
    public async Task A_token_is_told_of_and_never_told()
    {
        var tenant = await server.NewTenantAsync();
        await new SiteCalls(tenant.Owner.Grpc).CreateSiteTokenAsync(new() { TenantId = tenant.Id, SiteId = tenant.SiteId.ToString() });

        var entry = (await ListAsync(tenant, new() { ResourceType = "site_token", Method = "tinyeclipse.sites.v1.SiteService/CreateSiteToken" })).Single();

        Assert.Equal("(secret)", entry.After.Fields["token_hash"].StringValue);
    }

    [Fact]
    public async Task A_heartbeat_is_told_only_when_it_changes_more_than_its_time()
    {
        var tenant = await server.NewTenantAsync();
        var site = new SiteCalls(tenant.Site.Grpc);
        for (var beat = 0; beat < 3; beat++)
            await site.RecordHeartbeatAsync(new() { Versions = new() { Php = "8.4" }, OutboxPendingCount = beat });

        var entry = (await ListAsync(tenant, new() { Method = "tinyeclipse.sites.v1.SiteService/RecordHeartbeat" })).Single();

        Assert.Equal("""{ "php_version": "8.4" }""", entry.After.ToString());
        Assert.Equal((ActorKind.Site, tenant.SiteId.ToString()), (entry.Actor.Kind, entry.Actor.SiteId));
    }

    [Fact]
    public async Task What_a_site_reports_is_its_own_record()
    {
        var tenant = await server.NewTenantAsync();
        var before = await ListAsync(tenant);
        await tenant.ReportAsync(CartCalls.Cart(email: "an@example.be"));

        Assert.Equal(before, await ListAsync(tenant));
    }

    [Fact]
    public async Task An_owner_reads_the_own_log_page_by_page_and_nobody_below_reads_it()
    {
        var (tenant, other) = (await server.NewTenantAsync(), await server.NewTenantAsync());
        var client = new Client(tenant.Owner.Grpc);
        var (pages, token) = (new List<AuditEntry>(), "");
        do
        {
            var page = await client.ListAuditEntriesAsync(new() { PageSize = 1, PageToken = token });
            pages.AddRange(page.Entries);
            token = page.NextPageToken;
        }
        while (token.Length > 0);

        Assert.Equal(await ListAsync(tenant), pages);
        Assert.Equal(pages.OrderByDescending(entry => entry.CreateTime), pages);
        Assert.All(pages, entry => Assert.Equal(tenant.Id, entry.TenantId));
        foreach (var refused in new[] { other.Owner, await server.Shared.NewPersonAsync(tenant.Tenant, Role.Manager), tenant.Site })
        {
            var denied = await Assert.ThrowsAsync<RpcException>(() => new Client(refused.Grpc).ListAuditEntriesAsync(new() { TenantId = tenant.Id }).ResponseAsync);
            Assert.Equal(StatusCode.PermissionDenied, denied.StatusCode);
        }
    }

    [Fact]
    public async Task What_belongs_to_no_tenant_is_read_by_operators()
    {
        var person = await TestPerson.NewAsync(server.Shared);
        await person.SignInAsync();
        var request = new ListAuditEntriesRequest { TenantId = Guid.Empty.ToString(), Filter = new() { ResourceType = "password", ResourceId = person.Id.ToString() } };

        var entries = await new Client((await server.Shared.NewOperatorAsync()).Grpc).ListAuditEntriesAsync(request);

        Assert.Equal("(secret)", Assert.Single(entries.Entries).After.Fields["hash"].StringValue);
        var denied = await Assert.ThrowsAsync<RpcException>(async () => await new Client((await server.NewTenantAsync()).Owner.Grpc).ListAuditEntriesAsync(request));
        Assert.Equal(StatusCode.PermissionDenied, denied.StatusCode);
    }

    [Fact]
    public async Task A_bad_filter_is_named()
    {
        var client = new Client((await server.NewTenantAsync()).Owner.Grpc);

        var refused = await Assert.ThrowsAsync<RpcException>(() => client.ListAuditEntriesAsync(
            new() { Filter = new() { PersonId = "An", ResourceId = "17", StartTime = new() { Nanos = -1 } } }).ResponseAsync);

        Assert.Equal(["filter.person_id", "filter.resource_id", "filter.start_time"], refused.Fields());
    }

    [Fact]
    public async Task Over_json_the_fields_are_an_object()
    {
        var tenant = await server.NewTenantAsync();

        var json = JsonNode.Parse(await tenant.Owner.Http.GetStringAsync(new Uri("/api/admin/audit-entries?filter.resource_type=site", UriKind.Relative)));

        Assert.StartsWith("https://", (string?)json!["entries"]![0]!["after"]!["url"], StringComparison.Ordinal);
    }

    private static async Task<List<AuditEntry>> ListAsync(TestTenant tenant, AuditFilter? filter = null) =>
        [.. (await new Client(tenant.Owner.Grpc).ListAuditEntriesAsync(new() { TenantId = tenant.Id, Filter = filter, PageSize = 200 })).Entries];
}
