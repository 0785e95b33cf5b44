using TinyEclipse.Contacts.V1;
using TinyEclipse.Shop.V1;
using Client = TinyEclipse.Shop.V1.AbandonedCartService.AbandonedCartServiceClient;
using static TinyEclipse.Server.Tests.AbandonedCarts.CartCalls;

namespace TinyEclipse.Server.Tests.AbandonedCarts;

public sealed class TwoServersTests(JudgeServers servers) : IClassFixture<JudgeServers>
{
    [Fact]
    public async Task Reports_of_the_same_carts_and_people_at_two_servers_neither_block_nor_double_anything()
    {
        var tenant = await servers.First.NewTenantAsync();
        Client[] sites = [new(tenant.Site.Grpc), new(servers.Second.As(tenant.Site.Token).Grpc)];
        var random = new Random(17);
        var start = servers.Clock.GetUtcNow().AddHours(-1);
        var reports = Enumerable.Range(0, 300).Select(second => new ReportCartRequest(Cart($"c-{second % 12}", start.AddSeconds(second)))
        {
            CustomerId = random.Next(3) == 0 ? $"{random.Next(5)}" : "",
            Email = random.Next(2) == 0 ? $"shopper{random.Next(5)}@example.org" : "",
            Phone = random.Next(2) == 0 ? $"047012345{random.Next(5)}" : "",
            OrderId = random.Next(10) == 0 ? $"{random.Next(100)}" : "",
        }).ToList();

        await Task.WhenAll(reports.Select(async (report, index) => await sites[index % 2].ReportCartAsync(report)));

        Assert.Equal(12, (await tenant.ListCartsAsync()).Count);
        var contacts = (await new ContactService.ContactServiceClient(tenant.Owner.Grpc).ListContactsAsync(new() { PageSize = 200 })).Contacts;
        Assert.InRange(contacts.Count, 1, 15); // of five numbers, five addresses and five phones
        Assert.Equal(start.AddSeconds(299), (await tenant.ListCartsAsync())[0].ActivityTime.ToDateTimeOffset());
    }
}
