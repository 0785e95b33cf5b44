using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using TinyEclipse.Rpc.V1;
using TinyEclipse.Server.Database;
using TinyEclipse.Server.Tests.AbandonedCarts;
using TinyEclipse.Server.Tests.People;
using TinyEclipse.Shop.V1;
using static TinyEclipse.Server.Tests.Privacy.ContactRights;

namespace TinyEclipse.Server.Tests.Privacy;

public sealed class ContactErasureTests(JudgeServers servers) : IClassFixture<JudgeServers>
{
    private static readonly string[] OfAda = ["ada@example.org", "470123456", "Ada", "Lovelace", "cust-4711", "1001"];

    [Fact]
    public async Task Nothing_of_the_person_is_left_in_any_table_and_the_money_stays()
    {
        var tenant = await servers.First.NewTenantAsync();
        var cart = await tenant.ReportAsync(CartOfAda());
        await tenant.ReportAsync(CartOfAda("bought", order: "1001"));
        await tenant.TellOfAdaAsync();
        await servers.PassAsync(TimeSpan.FromHours(1));
        var told = await RowsAsync(tenant);
        Assert.All(OfAda, word => Assert.Contains(word, told, StringComparison.Ordinal));

        await tenant.EraseAsync(cart.ContactId);

        var rows = await RowsAsync(tenant);
        Assert.All(OfAda, word => Assert.DoesNotContain(word, rows, StringComparison.Ordinal));
        Assert.Equal(1, await CountRowsAsync(tenant, cart.ContactId)); // the line of the audit log that says that it was erased
        var left = await tenant.ListCartsAsync();
        Assert.Equal([(CartState.Abandoned, 4500), (CartState.Ordered, 4500)], left.Select(one => (one.State, one.TotalMinor)).Order());
        Assert.All(left, one => Assert.Equal(("", "", ""), (one.ContactId, one.Email, one.Name)));
    }

    [Fact]
    public async Task A_cart_that_was_open_is_told_to_nobody_any_more()
    {
        var tenant = await servers.First.NewTenantAsync();
        var cart = await tenant.ReportAsync(CartOfAda());

        await tenant.EraseAsync(cart.ContactId);
        await servers.PassAsync(TimeSpan.FromHours(2));

        Assert.Equal(CartState.Suppressed, (await tenant.GetCartAsync(cart.Id)).State);
        var told = await new TinyEclipse.Notifications.V1.NotificationService.NotificationServiceClient(tenant.Owner.Grpc).ListNotificationsAsync(new());
        Assert.Empty(told.Notifications);
    }

    [Fact]
    public async Task What_is_told_later_of_before_changes_nothing_and_who_comes_again_is_new()
    {
        var tenant = await servers.First.NewTenantAsync();
        var before = servers.Clock.GetUtcNow();
        var cart = await tenant.ReportAsync(CartOfAda());
        servers.Clock.Advance(TimeSpan.FromMinutes(5));
        await tenant.EraseAsync(cart.ContactId);

        var late = await tenant.ReportAsync(CartOfAda(at: before.AddMinutes(4)));
        var lateOrder = await tenant.ReportAsync(CartOfAda(at: before.AddMinutes(4), order: "1001"));
        Assert.Equal(("", "", CartState.Suppressed), (late.ContactId, late.Email, late.State));
        Assert.Equal(late, lateOrder);
        Assert.Empty((await tenant.Owner.Contacts().ListContactsAsync(new())).Contacts);

        servers.Clock.Advance(TimeSpan.FromMinutes(1));
        var again = await tenant.ReportAsync(CartOfAda());
        Assert.Equal(CartState.Active, again.State);
        Assert.NotEqual(cart.ContactId, again.ContactId);
        Assert.Equal(again.ContactId, Assert.Single((await tenant.Owner.Contacts().ListContactsAsync(new())).Contacts).Id);
    }

    [Fact]
    public async Task A_second_time_there_is_nobody_to_erase()
    {
        var tenant = await servers.First.NewTenantAsync();
        var cart = await tenant.ReportAsync(CartOfAda());
        await tenant.EraseAsync(cart.ContactId);

        foreach (var id in new[] { cart.ContactId, Guid.NewGuid().ToString() })
            Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(() => tenant.EraseAsync(id))).StatusCode);
    }

    [Fact]
    public async Task Another_tenants_contact_is_not_there_and_only_an_owner_erases()
    {
        var (mine, theirs) = (await servers.First.NewTenantAsync(), await servers.First.NewTenantAsync());
        var cart = await theirs.ReportAsync(CartOfAda());
        var manager = await servers.First.NewPersonAsync(theirs.Tenant, Role.Manager);

        var missing = await Assert.ThrowsAsync<RpcException>(() => mine.EraseAsync(cart.ContactId));
        var denied = await Assert.ThrowsAsync<RpcException>(() => manager.Contacts().EraseContactAsync(new() { ContactId = cart.ContactId }).ResponseAsync);

        Assert.Equal((StatusCode.NotFound, "RESOURCE_NOT_FOUND"), (missing.StatusCode, missing.Reason()));
        Assert.Equal(StatusCode.PermissionDenied, denied.StatusCode);
        Assert.Contains("ada@example.org", await RowsAsync(theirs), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_signed_in_a_while_ago_proves_first_who_they_are()
    {
        var tenant = await servers.First.NewTenantAsync();
        var cart = await tenant.ReportAsync(CartOfAda());
        var person = await TestPerson.NewAsync(servers.First, tenant.Tenant, Role.Owner);
        var caller = await person.SignedInAsync();
        servers.Clock.Advance(TimeSpan.FromMinutes(11));

        var refused = await Assert.ThrowsAsync<RpcException>(() => caller.Contacts().EraseContactAsync(new() { ContactId = cart.ContactId }).ResponseAsync);

        Assert.Equal("STEP_UP_REQUIRED", refused.Reason());
    }

    /// <summary>All that the tables hold of the tenant, whatever the column.</summary>
    private static async Task<string> RowsAsync(TestTenant tenant) => string.Join('\n', await ReadRowsAsync(tenant));

    private static async Task<int> CountRowsAsync(TestTenant tenant, string text) =>
        (await ReadRowsAsync(tenant)).Count(row => row.Contains(text, StringComparison.Ordinal));

    private static async Task<List<string>> ReadRowsAsync(TestTenant tenant)
    {
        const string Tables = """
            select relname
              from pg_class
              join pg_attribute on attrelid = pg_class.oid and attname = 'tenant_id' and not attisdropped
             where relkind = 'r'
               and relnamespace = 'public'::regnamespace
               and has_table_privilege('tinyeclipse_server', pg_class.oid, 'select')
            """;
        var rows = new List<string>();
        await using var transaction = await tenant.Server.Services.GetRequiredService<TenantDatabase>().BeginAsync(tenant.Tenant, CancellationToken.None);
        foreach (var table in await transaction.QueryAsync<string>(Tables, null, CancellationToken.None))
            rows.AddRange(await transaction.QueryAsync<string>($"select to_jsonb(one)::text from {table} as one", null, CancellationToken.None));
        return rows;
    }
}
