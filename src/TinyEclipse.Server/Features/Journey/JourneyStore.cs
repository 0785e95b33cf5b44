using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Options;
using TinyEclipse.Contacts.V1;
using TinyEclipse.Server.Database;
using TinyEclipse.Server.Privacy;
using TinyEclipse.Server.Rpc;
using TinyEclipse.Server.Tenancy;

namespace TinyEclipse.Server.Features.Journey;

/// <summary>The SQL of journeys. Entries are added and read, never changed; JourneyStore.Rights.cs forgets them.</summary>
public sealed partial class JourneyStore(TenantDatabase database, TimeProvider clock, IOptions<RetentionOptions> retention)
{
    private const string Columns = "id, contact_id, touchpoint, channel, title, description, data, sentiment, occurred_at, received_at";

    /// <summary>Adds what the server itself saw happen, as part of the caller's transaction.</summary>
    public async Task AppendAsync(TenantTransaction transaction, IReadOnlyList<JourneyNote> notes, CancellationToken cancellationToken)
    {
        const string Sql = """
            insert into journey_entries
                (tenant_id, id, contact_id, site_id, touchpoint, channel, title, description, data, occurred_at, received_at)
            select @Value, id, contact_id, site_id, touchpoint, @web, title, description, data::jsonb, occurred_at, @now
              from unnest(@ids, @contacts, @sites, @touchpoints, @titles, @descriptions, @data, @times)
                   as note (id, contact_id, site_id, touchpoint, title, description, data, occurred_at)
            """;
        if (notes.Count == 0)
            return;

        var arguments = new
        {
            transaction.Tenant.Value,
            now = clock.GetUtcNow(),
            web = (short)Channel.Web,
            ids = notes.Select(_ => Guid.CreateVersion7()).ToArray(),
            contacts = notes.Select(note => note.ContactId).ToArray(),
            sites = notes.Select(note => note.SiteId).ToArray(),
            touchpoints = notes.Select(note => (short)note.Touchpoint).ToArray(),
            titles = notes.Select(note => note.Title).ToArray(),
            descriptions = notes.Select(note => note.Description).ToArray(),
            data = notes.Select(note => note.DataJson).ToArray(),
            times = notes.Select(note => note.OccurredAt).ToArray(),
        };
        await transaction.ExecuteAsync(Sql, arguments, cancellationToken);
    }

    /// <summary>Null when the site has not sent this event before.</summary>
    public async Task<JourneyEntry?> FindEventAsync(TenantTransaction transaction, Guid siteId, string eventId, CancellationToken cancellationToken)
    {
        const string Sql = $"""
            select {Columns}
              from journey_entries
             where tenant_id = @Value
               and site_id = @siteId
               and event_id = @eventId
            """;
        var row = await transaction.QuerySingleOrDefaultAsync<Row>(Sql, new { transaction.Tenant.Value, siteId, eventId }, cancellationToken);
        return row?.ToMessage();
    }

    /// <summary>Null when the site has sent this event before.</summary>
    public async Task<JourneyEntry?> AddEventAsync(
        TenantTransaction transaction, Guid siteId, string eventId, JourneyEntry entry, CancellationToken cancellationToken)
    {
        const string Sql = $"""
            insert into journey_entries
                (tenant_id, id, contact_id, site_id, event_id, touchpoint, channel, title, description, data, sentiment, occurred_at, received_at)
            values
                (@Value, @id, @contactId, @siteId, @eventId, @touchpoint, @channel, @Title, @Description, @data::jsonb, @sentiment, @occurredAt, @receivedAt)
            on conflict (tenant_id, site_id, event_id) where event_id is not null do nothing
            returning {Columns}
            """;
        var arguments = new
        {
            transaction.Tenant.Value,
            id = Guid.CreateVersion7(),
            contactId = Guid.Parse(entry.ContactId),
            siteId,
            eventId,
            touchpoint = (short)entry.Touchpoint,
            channel = (short)entry.Channel,
            entry.Title,
            entry.Description,
            data = entry.Data is null ? null : JsonFormatter.Default.Format(entry.Data),
            sentiment = entry.HasSentiment ? entry.Sentiment : (double?)null,
            occurredAt = entry.OccurredAt.ToDateTimeOffset(),
            receivedAt = entry.ReceivedAt.ToDateTimeOffset(),
        };
        var row = await transaction.QuerySingleOrDefaultAsync<Row>(Sql, arguments, cancellationToken);
        return row?.ToMessage();
    }

    public async Task<IReadOnlyList<JourneyEntry>> ListAsync(TenantId tenant, Guid contactId, TimePage page, CancellationToken cancellationToken)
    {
        const string Sql = $"""
            select {Columns}
              from journey_entries
             where tenant_id = @Value
               and contact_id = @contactId
               and (occurred_at, id) < (@BeforeTime, @BeforeId)
             order by occurred_at desc, id desc
             limit @Limit
            """;
        await using var transaction = await database.BeginAsync(tenant, cancellationToken);
        var rows = await transaction.QueryAsync<Row>(
            Sql, new { tenant.Value, contactId, page.BeforeTime, page.BeforeId, page.Limit }, cancellationToken);
        return [.. rows.Select(row => row.ToMessage())];
    }

    private sealed record Row(
        Guid Id,
        Guid ContactId,
        short Touchpoint,
        short Channel,
        string Title,
        string Description,
        string? Data,
        double? Sentiment,
        DateTime OccurredAt,
        DateTime ReceivedAt)
    {
        public JourneyEntry ToMessage()
        {
            var entry = new JourneyEntry
            {
                Id = Id.ToString(),
                ContactId = ContactId.ToString(),
                Touchpoint = (Touchpoint)Touchpoint,
                Channel = (Channel)Channel,
                Title = Title,
                Description = Description,
                Data = Data is null ? null : Struct.Parser.ParseJson(Data),
                OccurredAt = Timestamp.FromDateTime(OccurredAt),
                ReceivedAt = Timestamp.FromDateTime(ReceivedAt),
            };
            if (Sentiment is { } sentiment)
                entry.Sentiment = sentiment;
            return entry;
        }
    }
}
