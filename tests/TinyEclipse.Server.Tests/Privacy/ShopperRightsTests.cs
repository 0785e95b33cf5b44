using Grpc.Core;
using TinyEclipse.Audit.V1;
using TinyEclipse.Contacts.V1;
using TinyEclipse.Server.Tests.AbandonedCarts;
using TinyEclipse.Sites.V1;
using static TinyEclipse.Server.Tests.Privacy.ContactRights;

namespace TinyEclipse.Server.Tests.Privacy;

/// <summary>A shop answers its shoppers from its own site.</summary>
public sealed class ShopperRightsTests(JudgeServers servers) : IClassFixture<JudgeServers>
{
    [Fact]
    public async Task A_site_gets_all_that_is_held_about_a_shopper_page_by_page()
    {
        var tenant = await servers.First.NewTenantAsync();
        await tenant.ReportAsync(CartOfAda());
        await tenant.TellOfAdaAsync();

        var items = new List<ShopperItem>();
        var token = "";
        do
        {
            var page = await tenant.Site.ShopperRights().ExportShopperAsync(new() { Email = "ADA@example.org", PageSize = 1, PageToken = token });
            items.Add(Assert.Single(page.Items));
            token = page.NextPageToken;
        }
        while (token.Length > 0);

        Assert.Empty(new[] { "contacts", "customer_numbers", "journey_entries", "abandoned_carts" }.Except(items.Select(item => item.Kind), StringComparer.Ordinal));
        Assert.Equal("Ada Lovelace", items.Single(item => item.Kind == "contacts").Fields.Fields["name"].StringValue);
        Assert.Contains(items, item => item.Kind == "journey_entries" && item.ToString().Contains("gift card", StringComparison.Ordinal));
        var whole = await tenant.Site.ShopperRights().ExportShopperAsync(new() { Email = "ada@example.org", PageSize = 200 });
        Assert.Equal(whole.Items, items);
        Assert.Empty(whole.NextPageToken);
    }

    [Fact]
    public async Task What_happens_between_two_pages_hides_nothing_and_shows_nothing_twice()
    {
        var tenant = await servers.First.NewTenantAsync();
        for (var number = 1; number <= 3; number++)
        {
            await tenant.ReportAsync(CartOfAda($"c-{number}"));
            await tenant.TellOfAdaAsync($"e-{number}");
        }
        var held = (await tenant.PageOfAdaAsync("", 200)).Items;

        var (items, token) = (new List<ShopperItem>(), "");
        for (var page = 1; page == 1 || token.Length > 0; page++)
        {
            var read = await tenant.PageOfAdaAsync(token, 1);
            items.AddRange(read.Items);
            token = read.NextPageToken;
            if (page > 12)
                continue;

            await servers.PassAsync(TimeSpan.FromSeconds(1));
            await tenant.ReportAsync(new(CartOfAda($"c-{1 + (page % 3)}")) { TotalMinor = 5000 + page }); // goes to the front of the list of carts
            await tenant.TellOfAdaAsync($"e-new-{page}");
        }

        var keys = items.Select(KeyOf).ToList();
        Assert.Empty(held.Select(KeyOf).Except(keys, StringComparer.Ordinal));
        Assert.Equal(keys.Distinct(StringComparer.Ordinal), keys);
    }

    [Fact]
    public async Task A_site_has_a_shopper_forgotten_and_the_log_says_which_site()
    {
        var tenant = await servers.First.NewTenantAsync();
        await tenant.ReportAsync(CartOfAda());

        Assert.True((await tenant.Site.ShopperRights().EraseShopperAsync(new() { Email = "Ada@Example.org" })).Erased);

        Assert.Empty((await tenant.Owner.Contacts().ListContactsAsync(new())).Contacts);
        Assert.Empty((await tenant.Site.ShopperRights().ExportShopperAsync(new() { Email = "ada@example.org" })).Items);
        Assert.False((await tenant.Site.ShopperRights().EraseShopperAsync(new() { Email = "ada@example.org" })).Erased);
        var log = await new AuditService.AuditServiceClient(tenant.Owner.Grpc).ListAuditEntriesAsync(new() { Filter = new() { ResourceType = "contact" } });
        var entry = Assert.Single(log.Entries);
        Assert.Equal((AuditAction.Delete, ActorKind.Site, tenant.SiteId.ToString()), (entry.Action, entry.Actor.Kind, entry.Actor.SiteId));
        Assert.DoesNotContain("ada@example.org", entry.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_tenants_shopper_is_not_there()
    {
        var (mine, theirs) = (await servers.First.NewTenantAsync(), await servers.First.NewTenantAsync());
        await theirs.ReportAsync(CartOfAda());

        Assert.Empty((await mine.Site.ShopperRights().ExportShopperAsync(new() { Email = "ada@example.org" })).Items);
        Assert.False((await mine.Site.ShopperRights().EraseShopperAsync(new() { Email = "ada@example.org" })).Erased);
        Assert.Single((await theirs.Owner.Contacts().ListContactsAsync(new())).Contacts);
    }

    [Fact]
    public async Task A_staging_site_reaches_nobody()
    {
        var staging = await servers.First.NewTenantAsync(environment: SiteEnvironment.Staging);
        await staging.ReportAsync(CartOfAda());

        var export = await Assert.ThrowsAsync<RpcException>(() => staging.Site.ShopperRights().ExportShopperAsync(new() { Email = "ada@example.org" }).ResponseAsync);
        var erasure = await Assert.ThrowsAsync<RpcException>(() => staging.Site.ShopperRights().EraseShopperAsync(new() { Email = "ada@example.org" }).ResponseAsync);

        Assert.Equal(("STAGING_SITE", "STAGING_SITE"), (export.Reason(), erasure.Reason()));
        Assert.Single((await staging.Owner.Contacts().ListContactsAsync(new())).Contacts);
    }

    [Fact]
    public async Task A_bad_request_names_its_field_and_a_person_is_refused()
    {
        var tenant = await servers.First.NewTenantAsync();

        var nobody = await Assert.ThrowsAsync<RpcException>(() => tenant.Site.ShopperRights().EraseShopperAsync(new() { Email = "nobody" }).ResponseAsync);
        var forged = await Assert.ThrowsAsync<RpcException>(() => tenant.Site.ShopperRights().ExportShopperAsync(new() { Email = "ada@example.org", PageToken = "3" }).ResponseAsync);
        var person = await Assert.ThrowsAsync<RpcException>(() => tenant.Owner.ShopperRights().EraseShopperAsync(new() { Email = "ada@example.org" }).ResponseAsync);

        Assert.Equal(["email"], nobody.Fields());
        Assert.Equal(["page_token"], forged.Fields());
        Assert.Equal(StatusCode.PermissionDenied, person.StatusCode);
    }

    private static string KeyOf(ShopperItem item) =>
        item.Kind + item.Fields.Fields.GetValueOrDefault("id", item.Fields.Fields.GetValueOrDefault("customer_id"))?.StringValue;
}
