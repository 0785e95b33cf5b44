using System.Text.Json.Nodes;
using Grpc.Core;
using TinyEclipse.Contracts;
using TinyEclipse.Rpc.V1;
using TinyEclipse.Server.Tests.AbandonedCarts;
using static TinyEclipse.Server.Tests.Privacy.ContactRights;

namespace TinyEclipse.Server.Tests.Privacy;

public sealed class ContactExportTests(TestServer server, JudgeServers servers) : IClassFixture<JudgeServers>
{
    [Fact]
    public async Task It_holds_what_every_part_of_the_product_knows_and_nothing_of_others()
    {
        var tenant = await servers.First.NewTenantAsync();
        var cart = await tenant.ReportAsync(CartOfAda());
        await tenant.ReportAsync(CartCalls.Cart("c-2", email: "bob@example.org"));
        await tenant.TellOfAdaAsync();
        await servers.PassAsync(TimeSpan.FromHours(1));

        var document = await tenant.Owner.ExportAsync(cart.ContactId);

        Assert.Equal(cart.ContactId, (string?)document["contact_id"]);
        Assert.Equal("+32470123456", (string?)One(document, "contacts")["phone"]);
        Assert.Equal("cust-4711", (string?)One(document, "customer_numbers")["customer_id"]);
        Assert.Equal("Ada Lovelace", (string?)One(document, "abandoned_carts")["name"]);
        var overJson = await tenant.Owner.Http.GetStringAsync(new Uri($"/api/admin/abandoned-carts/{cart.Id}", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(overJson, MessageJson.Format(One(document, "abandoned_carts"), indented: false));
        Assert.Contains("Ada Lovelace", (string?)One(document, "notifications")["body"], StringComparison.Ordinal);
        Assert.Equal(3, document["journey_entries"]!.AsArray().Count);
        Assert.Equal(2, document["events"]!.AsArray().Count);
        Assert.DoesNotContain("bob@example.org", document.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_story_comes_in_pieces_of_one_document()
    {
        var tenant = await server.NewTenantAsync();
        var cart = await tenant.ReportAsync(CartOfAda());
        for (var number = 1; number <= 30; number++)
            await tenant.TellAsync(number, new string('x', 2000), new string('y', 2000));

        var pieces = new List<Google.Api.HttpBody>();
        using var call = tenant.Owner.Contacts().ExportContact(new() { ContactId = cart.ContactId });
        await foreach (var piece in call.ResponseStream.ReadAllAsync(TestContext.Current.CancellationToken))
            pieces.Add(piece);

        Assert.InRange(pieces.Count, 2, 10);
        Assert.All(pieces, piece => Assert.Equal("application/json", piece.ContentType));
        var document = JsonNode.Parse(string.Concat(pieces.Select(piece => piece.Data.ToStringUtf8())))!;
        Assert.Equal(31, document["journey_entries"]!.AsArray().Count);
    }

    [Fact]
    public async Task Staff_may_not_and_another_tenants_contact_is_not_there()
    {
        var (mine, theirs) = (await server.NewTenantAsync(), await server.NewTenantAsync());
        var cart = await theirs.ReportAsync(CartOfAda());
        var staff = await server.Shared.NewPersonAsync(theirs.Tenant, Role.Staff);

        Assert.Equal(StatusCode.PermissionDenied, await ReadAsync(staff, cart.ContactId));
        Assert.Equal(StatusCode.NotFound, await ReadAsync(mine.Owner, cart.ContactId));
        Assert.Equal(StatusCode.NotFound, await ReadAsync(mine.Owner, Guid.NewGuid().ToString()));
        Assert.Equal(StatusCode.InvalidArgument, await ReadAsync(mine.Owner, "ada"));
        using var overJson = await mine.Owner.Http.GetAsync(new Uri($"/api/admin/contacts/{cart.ContactId}/export", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(404, (int)overJson.StatusCode);
    }

    private static JsonNode One(JsonNode document, string part) => Assert.Single(document[part]!.AsArray())!;

    private static async Task<StatusCode> ReadAsync(TestCaller caller, string contactId)
    {
        using var call = caller.Contacts().ExportContact(new() { ContactId = contactId });
        var failure = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
        return failure.StatusCode;
    }
}
