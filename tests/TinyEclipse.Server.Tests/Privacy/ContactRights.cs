using System.Text.Json.Nodes;
using TinyEclipse.Contacts.V1;
using TinyEclipse.Server.Tests.AbandonedCarts;
using TinyEclipse.Shop.V1;

namespace TinyEclipse.Server.Tests.Privacy;

/// <summary>What the tests of a contact's rights ask of the server.</summary>
internal static class ContactRights
{
    public static ContactService.ContactServiceClient Contacts(this TestCaller caller) => new(caller.Grpc);

    public static ShopperRightsService.ShopperRightsServiceClient ShopperRights(this TestCaller caller) => new(caller.Grpc);

    /// <summary>A cart of somebody with an address, a number, a phone and a name.</summary>
    public static ReportCartRequest CartOfAda(string token = "c-1", DateTimeOffset? at = null, string order = "") =>
        new(CartCalls.Cart(token, at, "ada@example.org", order: order)) { CustomerId = "cust-4711", Phone = "0470 12 34 56", Name = "Ada Lovelace" };

    public static Task TellOfAdaAsync(this TestTenant tenant, string eventId = "e-1") =>
        new JourneyService.JourneyServiceClient(tenant.Site.Grpc).AppendJourneyEntryAsync(new()
        {
            EventId = eventId,
            Identity = new() { Email = "ada@example.org" },
            Touchpoint = Touchpoint.Chat,
            Title = "Ada Lovelace asked for a gift card",
        }).ResponseAsync;

    public static Task TellAsync(this TestTenant tenant, int number, string description, string detail) =>
        new JourneyService.JourneyServiceClient(tenant.Site.Grpc).AppendJourneyEntryAsync(new()
        {
            EventId = $"long-{number}",
            Identity = new() { Email = "ada@example.org" },
            Touchpoint = Touchpoint.Visit,
            Title = "A long visit",
            Description = description,
            Data = new() { Fields = { ["detail"] = Google.Protobuf.WellKnownTypes.Value.ForString(detail) } },
        }).ResponseAsync;

    public static async Task<JsonNode> ExportAsync(this TestCaller caller, string contactId) =>
        JsonNode.Parse(await caller.Http.GetStringAsync(new Uri($"/api/admin/contacts/{contactId}/export", UriKind.Relative), TestContext.Current.CancellationToken))!;

    public static async Task<ExportShopperResponse> PageOfAdaAsync(this TestTenant tenant, string token, int size) =>
        await tenant.Site.ShopperRights().ExportShopperAsync(new() { Email = "ada@example.org", PageSize = size, PageToken = token });

    public static Task EraseAsync(this TestTenant tenant, string contactId) =>
        tenant.Owner.Contacts().EraseContactAsync(new() { ContactId = contactId }).ResponseAsync;
}
