using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using TinyEclipse.Contacts.V1;
using TinyEclipse.Server.Database;
using TinyEclipse.Server.Features.Contacts;
using TinyEclipse.Server.Rpc;
using TinyEclipse.Server.Tenancy;
using TinyEclipse.Tenants.V1;
using Enum = System.Enum;

namespace TinyEclipse.Server.Features.Journey;

public sealed class JourneyService(
    JourneyStore journeys, ContactStore contacts, ContactMatcher matcher, TenantDatabase database, PageTokens pages, TimeProvider clock)
    : TinyEclipse.Contacts.V1.JourneyService.JourneyServiceBase
{
    public override async Task<JourneyEntry> AppendJourneyEntry(AppendJourneyEntryRequest request, ServerCallContext context)
    {
        var site = context.RequireSite(request.TenantId);
        Entitlements.Require(site.Plan, Feature.Shop);
        Check(request);

        await using var transaction = await database.BeginAsync(site.Tenant, context.CancellationToken);
        var known = await journeys.FindEventAsync(transaction, site.SiteId, request.EventId, context.CancellationToken);
        if (known is not null)
            return known;

        var entry = await EntryAsync(transaction, site.SiteId, request, context.CancellationToken);
        var added = await journeys.AddEventAsync(transaction, site.SiteId, request.EventId, entry, context.CancellationToken)
            // The same event came in at the same moment, and was first.
            ?? await journeys.FindEventAsync(transaction, site.SiteId, request.EventId, context.CancellationToken);
        await transaction.CommitAsync(context.CancellationToken);
        return added!;
    }

    public override async Task<ListJourneyEntriesResponse> ListJourneyEntries(ListJourneyEntriesRequest request, ServerCallContext context)
    {
        var tenant = context.RequireTenant(request.TenantId);
        var contactId = Checks.RequireId("contact_id", request.ContactId);
        var page = pages.ByTime(request);

        var found = await journeys.ListAsync(tenant, contactId, page, context.CancellationToken);
        if (found.Count == 0 && await contacts.FindAsync(tenant, contactId, context.CancellationToken) is null)
            throw RpcErrors.NotFound("contact", request.ContactId);

        var response = new ListJourneyEntriesResponse();
        response.NextPageToken = pages.Fill(response.Entries, found, page, entry => entry.OccurredAt, entry => entry.Id);
        return response;
    }

    private async Task<JourneyEntry> EntryAsync(
        TenantTransaction transaction, Guid siteId, AppendJourneyEntryRequest request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var occurredAt = Times.OccurredAt(request.OccurredAt, now);
        var contactId = await matcher.FindOrCreateAsync(transaction, siteId, IdentityOf(request), occurredAt, cancellationToken);
        var entry = new JourneyEntry
        {
            ContactId = contactId.ToString(),
            Touchpoint = request.Touchpoint,
            Channel = request.Channel == Channel.Unspecified ? Channel.Web : request.Channel,
            Title = request.Title,
            Description = request.Description,
            Data = request.Data,
            OccurredAt = Timestamp.FromDateTimeOffset(occurredAt),
            ReceivedAt = Timestamp.FromDateTimeOffset(now),
        };
        if (request.HasSentiment)
            entry.Sentiment = request.Sentiment;
        return entry;
    }

    private static ContactIdentity IdentityOf(AppendJourneyEntryRequest request)
    {
        var identity = request.Identity ?? new Identity();
        return ContactIdentity.From(identity.CustomerId, identity.Email, identity.Phone, identity.Name);
    }

    private static void Check(AppendJourneyEntryRequest request)
    {
        var identity = request.Identity ?? new Identity();
        new Checks()
            .Text("event_id", request.EventId, 1, 64)
            .Field("identity", IdentityOf(request).Identifies, "must hold a customer_id, an e-mail address or a phone number that can be read")
            .Text("identity.customer_id", identity.CustomerId, 0, 64)
            .Field("identity.email", identity.Email.Length == 0 || EmailAddress.Normalize(identity.Email) is not null, "must be an e-mail address")
            .Text("identity.phone", identity.Phone, 0, 40)
            .Text("identity.name", identity.Name, 0, 200)
            .Field("touchpoint", Enum.IsDefined(request.Touchpoint) && request.Touchpoint != Touchpoint.Unspecified, "must be a known touchpoint")
            .Field("channel", Enum.IsDefined(request.Channel), "must be a known channel")
            .Text("title", request.Title, 1, 200)
            .Text("description", request.Description, 0, 2000)
            .Field("data", request.Data is null || JourneyData.CanBeKept(request.Data), "must be at most 8 kB as JSON")
            .Field("sentiment", !request.HasSentiment || request.Sentiment is >= -1 and <= 1, "must be -1 to 1")
            .Time("occurred_at", request.OccurredAt)
            .ThrowIfFailed();
    }
}
