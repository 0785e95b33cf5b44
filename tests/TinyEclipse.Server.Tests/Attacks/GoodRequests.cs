using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using TinyEclipse.Audit.V1;
using TinyEclipse.Contacts.V1;
using TinyEclipse.People.V1;
using TinyEclipse.Server.Tests.Privacy;
using TinyEclipse.Shop.V1;
using TinyEclipse.Sites.V1;
using TinyEclipse.Tenants.V1;

namespace TinyEclipse.Server.Tests.Attacks;

/// <summary>Requests that the server takes, for what texts reach the database with.</summary>
internal static class GoodRequests
{
    public static readonly IReadOnlyDictionary<string, Func<Target, IMessage>> All = new Dictionary<string, Func<Target, IMessage>>(StringComparer.Ordinal)
    {
        ["tinyeclipse.shop.v1.AbandonedCartService.ReportCart"] = target =>
            new ReportCartRequest(ContactRights.CartOfAda($"c-{Guid.NewGuid():n}")) { TenantId = target.Mine.Id, OrderId = "1001" },
        ["tinyeclipse.shop.v1.AbandonedCartService.ListAbandonedCarts"] = target => new ListAbandonedCartsRequest { TenantId = target.Mine.Id },
        ["tinyeclipse.contacts.v1.ContactService.ListContacts"] = target => new ListContactsRequest { TenantId = target.Mine.Id, Email = "ada@example.org" },
        ["tinyeclipse.contacts.v1.JourneyService.AppendJourneyEntry"] = target => new AppendJourneyEntryRequest
        {
            TenantId = target.Mine.Id,
            EventId = $"{Guid.NewGuid():n}",
            Identity = new() { CustomerId = "7", Email = "ada@example.org", Phone = "0470123456", Name = "Ada" },
            Touchpoint = Touchpoint.Chat,
            Title = "A chat",
            Description = "About pralines",
            Data = new() { Fields = { ["colour"] = Value.ForString("red") } },
        },
        ["tinyeclipse.audit.v1.AuditService.ListAuditEntries"] = target => new ListAuditEntriesRequest { TenantId = target.Mine.Id, Filter = new() },
        ["tinyeclipse.sites.v1.SiteService.CreateSite"] = target => new CreateSiteRequest { TenantId = target.Mine.Id, Site = new() { Url = $"https://{Guid.NewGuid():n}.example" } },
        ["tinyeclipse.sites.v1.SiteService.RecordHeartbeat"] = _ => new RecordHeartbeatRequest { RestUrl = "https://shop.example/wp-json/", Versions = new() { Wordpress = "6.5" } },
        ["tinyeclipse.sites.v1.PairingService.CreatePairingCode"] = target => new CreatePairingCodeRequest { TenantId = target.Mine.Id, Url = "https://shop.example" },
        ["tinyeclipse.tenants.v1.TenantService.CreateTenant"] = _ => new CreateTenantRequest { Tenant = new() { Name = "Shop", Domain = $"{Guid.NewGuid():n}.example" } },
        ["tinyeclipse.people.v1.InvitationService.ListInvitations"] = target => new ListInvitationsRequest { TenantId = target.Mine.Id },
    };
}
