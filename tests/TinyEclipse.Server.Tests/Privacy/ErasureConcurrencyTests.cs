using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using TinyEclipse.Server.Features.Contacts;
using TinyEclipse.Server.Tests.AbandonedCarts;
using static TinyEclipse.Server.Tests.Privacy.ContactRights;

namespace TinyEclipse.Server.Tests.Privacy;

public sealed class ErasureConcurrencyTests(JudgeServers servers) : IClassFixture<JudgeServers>
{
    [Fact]
    public async Task Of_two_at_once_one_erases_and_the_other_finds_nobody()
    {
        var tenant = await servers.First.NewTenantAsync();
        var contact = Guid.Parse((await tenant.ReportAsync(CartOfAda())).ContactId);

        var both = await Task.WhenAll(new[] { servers.First, servers.Second }.Select(server =>
            Task.Run(() => server.Services.GetRequiredService<ContactErasure>().EraseAsync(tenant.Tenant, contact, CancellationToken.None))));

        Assert.Equal([false, true], both.Order());
    }

    [Fact]
    public async Task Reports_of_the_same_shopper_go_on_meanwhile_and_none_brings_an_erased_contact_back()
    {
        var tenant = await servers.First.NewTenantAsync();
        using var stop = new CancellationTokenSource();
        var reports = Enumerable.Range(1, 4).Select(number => Task.Run(() => ReportAsync(tenant, $"c-{number}", stop.Token))).ToList();
        var erased = new List<string>();
        while (erased.Count < 8)
        {
            var contacts = await tenant.Owner.Contacts().ListContactsAsync(new());
            Assert.InRange(contacts.Contacts.Count, 0, 1);
            if (contacts.Contacts.Count == 0)
                continue;

            await tenant.EraseAsync(contacts.Contacts[0].Id);
            erased.Add(contacts.Contacts[0].Id);
        }
        await stop.CancelAsync();
        await Task.WhenAll(reports); // none of them failed

        Assert.Equal(erased.Distinct(), erased);
        Assert.DoesNotContain(await tenant.ListCartsAsync(), cart => erased.Contains(cart.ContactId));
        foreach (var id in erased)
        {
            var gone = await Assert.ThrowsAsync<RpcException>(() => tenant.Owner.Contacts().GetContactAsync(new() { ContactId = id }).ResponseAsync);
            Assert.Equal(StatusCode.NotFound, gone.StatusCode);
        }
    }

    private async Task ReportAsync(TestTenant tenant, string token, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            servers.Clock.Advance(TimeSpan.FromMilliseconds(1));
            await tenant.ReportAsync(CartOfAda(token));
        }
    }
}
