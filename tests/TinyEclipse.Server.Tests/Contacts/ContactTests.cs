using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using TinyEclipse.Server.Database;
using TinyEclipse.Server.Features.Contacts;
using Client = TinyEclipse.Contacts.V1.ContactService.ContactServiceClient;

namespace TinyEclipse.Server.Tests.Contacts;

public sealed class ContactTests(TestServer server)
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_person_is_found_again_by_each_thing_that_was_told()
    {
        var tenant = await server.NewTenantAsync();
        var ada = await FindAsync(tenant, Noon, "7", "Ada@Example.org", "0470 12 34 56", "Ada");

        Assert.Equal(ada, await FindAsync(tenant, Noon.AddHours(2), "7"));
        Assert.Equal(ada, await FindAsync(tenant, Noon.AddHours(3), email: "ada@example.ORG"));
        Assert.Equal(ada, await FindAsync(tenant, Noon.AddHours(-1), phone: "+32 470 12 34 56"));
        Assert.NotEqual(ada, await FindAsync(tenant, Noon, email: "bob@example.org"));

        var contact = await new Client(tenant.Owner.Grpc).GetContactAsync(new() { ContactId = ada.ToString() });
        Assert.Equal(("ada@example.org", "+32470123456", "Ada"), (contact.Email, contact.Phone, contact.Name));
        Assert.Equal((Noon.AddHours(-1), Noon.AddHours(3)), (contact.FirstSeenTime.ToDateTimeOffset(), contact.LastSeenTime.ToDateTimeOffset()));
    }

    [Fact]
    public async Task A_customer_number_counts_within_its_site()
    {
        var tenant = await server.NewTenantAsync();
        var sites = new TinyEclipse.Sites.V1.SiteService.SiteServiceClient(tenant.Owner.Grpc);
        var other = await sites.CreateSiteAsync(new() { Site = new() { Url = "https://second.example" } });

        var first = await FindAsync(tenant, Noon, "7");
        var second = await FindAsync(tenant with { SiteId = Guid.Parse(other.Id) }, Noon, "7");

        Assert.NotEqual(first, second);
    }

    [Fact]
    public async Task What_is_told_later_is_added_and_two_known_people_stay_two()
    {
        var tenant = await server.NewTenantAsync();
        var ada = await FindAsync(tenant, Noon, email: "ada@example.org");
        var bob = await FindAsync(tenant, Noon, phone: "0470 00 00 02");

        Assert.Equal(ada, await FindAsync(tenant, Noon, "7", "ada@example.org", "0470 00 00 02", "Ada"));

        var client = new Client(tenant.Owner.Grpc);
        Assert.Equal(("", "Ada"), await PhoneAndNameAsync(client, ada));
        Assert.Equal(("+32470000002", ""), await PhoneAndNameAsync(client, bob));
        Assert.Equal(ada, await FindAsync(tenant, Noon, "7")); // the customer number was new, and is Ada's now
    }

    [Fact]
    public async Task An_identity_of_a_name_alone_is_nobody()
    {
        var tenant = await server.NewTenantAsync();

        Assert.Null(await FindAsync(tenant, Noon, name: "Ada", phone: "thuis"));
        Assert.Null(await FindAsync(tenant, Noon, customerId: "0")); // what WordPress says of every guest
    }

    [Fact]
    public async Task Many_at_once_make_one_contact()
    {
        var tenant = await server.NewTenantAsync();

        var found = await Task.WhenAll(Enumerable.Range(0, 30).Select(number => (number % 3) switch
        {
            0 => FindAsync(tenant, Noon, "7", "ada@example.org", "0470 12 34 56"),
            1 => FindAsync(tenant, Noon, "", "ada@example.org", "0470 12 34 56"),
            _ => FindAsync(tenant, Noon, "7", "ada@example.org"),
        }));

        Assert.Single(found.Distinct());
    }

    [Fact]
    public async Task Contacts_are_listed_by_last_seen_and_found_by_address()
    {
        var tenant = await server.NewTenantAsync();
        foreach (var hour in new[] { 2, 1, 3 })
            await FindAsync(tenant, Noon.AddHours(hour), email: $"hour{hour}@example.org");
        var client = new Client(tenant.Owner.Grpc);

        var first = await client.ListContactsAsync(new() { PageSize = 2 });
        var second = await client.ListContactsAsync(new() { PageSize = 2, PageToken = first.NextPageToken });
        var byAddress = await client.ListContactsAsync(new() { Email = " HOUR2@example.org " });

        Assert.Equal(["hour3@example.org", "hour2@example.org", "hour1@example.org"], first.Contacts.Concat(second.Contacts).Select(contact => contact.Email));
        Assert.Equal("", second.NextPageToken);
        Assert.Equal("hour2@example.org", Assert.Single(byAddress.Contacts).Email);
        Assert.Empty((await client.ListContactsAsync(new() { Email = "nobody@example.org" })).Contacts);
    }

    [Fact]
    public async Task A_bad_request_names_its_field()
    {
        var client = new Client((await server.NewTenantAsync()).Owner.Grpc);

        var id = await Assert.ThrowsAsync<RpcException>(() => client.GetContactAsync(new() { ContactId = "ada" }).ResponseAsync);
        var email = await Assert.ThrowsAsync<RpcException>(() => client.ListContactsAsync(new() { Email = "ada" }).ResponseAsync);

        Assert.Equal(["contact_id"], id.Fields());
        Assert.Equal(["email"], email.Fields());
    }

    [Fact]
    public async Task Another_tenants_contact_is_not_there()
    {
        var (mine, theirs) = (await server.NewTenantAsync(), await server.NewTenantAsync());
        var ada = await FindAsync(theirs, Noon, email: "ada@example.org");
        var client = new Client(mine.Owner.Grpc);

        var missing = await Assert.ThrowsAsync<RpcException>(() => client.GetContactAsync(new() { ContactId = ada.ToString() }).ResponseAsync);
        var denied = await Assert.ThrowsAsync<RpcException>(() => client.ListContactsAsync(new() { TenantId = theirs.Id }).ResponseAsync);

        Assert.Equal((StatusCode.NotFound, StatusCode.PermissionDenied), (missing.StatusCode, denied.StatusCode));
        Assert.NotEqual(ada, await FindAsync(mine, Noon, email: "ada@example.org"));
    }

    private static async Task<Guid?> FindAsync(
        TestTenant tenant, DateTimeOffset seenAt, string customerId = "", string email = "", string phone = "", string name = "")
    {
        var matcher = tenant.Server.Services.GetRequiredService<ContactMatcher>();
        await using var transaction = await tenant.Server.Services.GetRequiredService<TenantDatabase>().BeginAsync(tenant.Tenant, CancellationToken.None);
        var found = await matcher.FindOrCreateAsync(transaction, tenant.SiteId, ContactIdentity.From(customerId, email, phone, name), seenAt, CancellationToken.None);
        await transaction.CommitAsync(CancellationToken.None);
        return found;
    }

    private static async Task<(string Phone, string Name)> PhoneAndNameAsync(Client client, Guid? id)
    {
        var contact = await client.GetContactAsync(new() { ContactId = id.ToString() });
        return (contact.Phone, contact.Name);
    }
}
