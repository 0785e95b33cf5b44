using FsCheck.Fluent;
using TinyEclipse.Shop.V1;
using static TinyEclipse.Server.Tests.AbandonedCarts.CartCalls;

namespace TinyEclipse.Server.Tests.AbandonedCarts;

public sealed class CartReportConcurrencyTests(TestServer server)
{
    [Fact]
    public async Task Many_first_reports_of_one_cart_at_once_make_one_cart_and_one_contact()
    {
        var tenant = await server.NewTenantAsync();
        var start = DateTimeOffset.UtcNow.AddHours(-1);

        var answers = await Task.WhenAll(Enumerable.Range(1, 24).Select(minute =>
            tenant.ReportAsync(Cart("c-1", start.AddMinutes(minute), "ada@example.org", totalMinor: minute))));

        var cart = Assert.Single(await tenant.ListCartsAsync());
        Assert.All(answers, answer => Assert.Equal((cart.Id, cart.ContactId), (answer.Id, answer.ContactId)));
        Assert.Equal(24, cart.TotalMinor);
        Assert.Single((await new TinyEclipse.Contacts.V1.ContactService.ContactServiceClient(tenant.Owner.Grpc).ListContactsAsync(new())).Contacts);
    }

    [Fact]
    public async Task Many_carts_of_one_new_person_at_once_make_one_contact()
    {
        var tenant = await server.NewTenantAsync();

        var answers = await Task.WhenAll(Enumerable.Range(1, 24).Select(number =>
        {
            var request = Cart($"c-{number}", email: number % 2 == 0 ? "ada@example.org" : "");
            request.CustomerId = number % 3 == 0 ? "7" : "";
            request.Phone = "0470 12 34 56";
            return tenant.ReportAsync(request);
        }));

        Assert.Single(answers.Select(cart => cart.ContactId).Distinct());
    }

    [Fact]
    public async Task Stored_reports_add_up_to_the_same_cart_in_any_order_and_at_any_pace()
    {
        var tenant = await server.NewTenantAsync();
        var start = DateTimeOffset.UtcNow.AddDays(-1);
        ReportCartRequest[] story =
        [
            Cart(at: start.AddMinutes(1), email: "ada@example.org", totalMinor: 1),
            Cart(at: start.AddMinutes(2), totalMinor: 2),
            Cart(at: start.AddMinutes(3), order: "1001", totalMinor: 3),
            Emptied(start.AddMinutes(4)),
            Cart(at: start.AddMinutes(5), totalMinor: 5),
            Cart(at: start.AddMinutes(6), email: "bob@example.org", totalMinor: 6),
        ];
        var orders = Gen.Shuffle(story.Concat(story)).Sample(20).ToList();

        var tellings = await Task.WhenAll(orders.Select((order, number) => TellAsync(tenant, $"c-{number}", order)));

        var expected = await TellAsync(tenant, "in-order", story);
        Assert.All(tellings, telling => Assert.Equal(expected, telling));
        Assert.Equal(6, expected.TotalMinor);
    }

    // What follows from the reports alone: not the ids, and not when the judge came by.
    private static async Task<AbandonedCart> TellAsync(TestTenant tenant, string token, IReadOnlyList<ReportCartRequest> reports)
    {
        var requests = reports.Select(report => new ReportCartRequest(report) { CartToken = token }).ToList();
        foreach (var request in requests.SkipLast(4))
            await tenant.ReportAsync(request);
        await Task.WhenAll(requests.TakeLast(4).Select(tenant.ReportAsync)); // the last ones race

        var cart = (await tenant.ListCartsAsync()).Single(cart => cart.CartToken == token);
        return new()
        {
            Email = cart.Email,
            ContactId = cart.ContactId,
            TotalMinor = cart.TotalMinor,
            Items = { cart.Items },
            OrderId = cart.OrderId,
            ActivityTime = cart.ActivityTime,
        };
    }

    private static ReportCartRequest Emptied(DateTimeOffset at)
    {
        var request = Cart(at: at);
        request.Items.Clear();
        return request;
    }
}
