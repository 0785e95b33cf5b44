using Google.Protobuf.WellKnownTypes;
using TinyEclipse.Notifications.V1;
using TinyEclipse.Server.Tenancy;

namespace TinyEclipse.Server.Features.Events;

/// <summary>An event and its place.</summary>
public sealed record EventEntry(
    Guid Id, EventType Type, DateTime OccurredAt, string Summary, Guid SubjectId, Guid? ContactId, EventCursor Place)
{
    /// <summary>The event, without the token of its place.</summary>
    public Event ToMessage(TenantId tenant) => new()
    {
        Id = Id.ToString(),
        TenantId = tenant.ToString(),
        Type = Type,
        OccurredAt = Timestamp.FromDateTime(OccurredAt),
        Summary = Summary,
        SubjectId = SubjectId.ToString(),
        ContactId = ContactId?.ToString() ?? "",
    };
}

/// <summary>What a reader found: events in order, and whether others wait for a transaction that still runs.</summary>
public sealed record EventBatch(IReadOnlyList<EventEntry> Events, bool IsHeldBack);

/// <summary>Where a reader begins. What the snapshot shows has happened before; an empty one shows nothing.</summary>
public sealed record EventStart(EventCursor After, string Snapshot)
{
    public static EventStart Parse(string text) =>
        text.Split(' ') is [var place, var snapshot] ? new(EventCursor.Parse(place), snapshot) : new(EventCursor.Parse(text), "");

    public override string ToString() => Snapshot.Length > 0 ? $"{After} {Snapshot}" : After.ToString();
}

public sealed partial class EventStore
{
    public const int BatchSize = 200;

    /// <summary>The place given, or else this moment; this moment, too, when the place is of another life of the database.</summary>
    public async Task<EventStart> FindStartAsync(TenantId tenant, EventStart? resumeFrom, CancellationToken cancellationToken)
    {
        const string Sql = """
            select pg_snapshot_xmin(snapshot)::text::bigint as first_running, pg_snapshot_xmax(snapshot)::text::bigint as first_free, snapshot::text
              from pg_current_snapshot() as snapshot
            """;
        await using var transaction = await database.BeginAsync(tenant, cancellationToken);
        var row = await transaction.QuerySingleAsync<SnapshotRow>(Sql, null, cancellationToken);
        return resumeFrom is not null && resumeFrom.After.Transaction < row.FirstFree
            ? resumeFrom
            : new EventStart(new EventCursor(row.FirstRunning, 0), row.Snapshot);
    }

    /// <summary>The first events after a place.</summary>
    public async Task<EventBatch> ReadAsync(TenantId tenant, EventStart start, CancellationToken cancellationToken)
    {
        const string Sql = """
            select id, type, occurred_at, summary, subject_id, contact_id, xact::text::bigint as transaction, seq as sequence,
                   xact < pg_snapshot_xmin(pg_current_snapshot()) as is_settled
              from events
             where tenant_id = @Value
               and (xact, seq) > (@Transaction::text::xid8, @Sequence)
               and (@Snapshot = '' or not pg_visible_in_snapshot(xact, nullif(@Snapshot, '')::pg_snapshot))
             order by xact, seq
             limit @BatchSize
            """;
        await using var transaction = await database.BeginAsync(tenant, cancellationToken);
        var arguments = new { tenant.Value, start.After.Transaction, start.After.Sequence, start.Snapshot, BatchSize };
        var rows = await transaction.QueryAsync<Row>(Sql, arguments, cancellationToken);
        var settled = rows.TakeWhile(row => row.IsSettled).Select(row => row.ToEntry()).ToList();
        return new EventBatch(settled, settled.Count < rows.Count);
    }

    private sealed record SnapshotRow(long FirstRunning, long FirstFree, string Snapshot);

    private sealed record Row(
        Guid Id,
        short Type,
        DateTime OccurredAt,
        string Summary,
        Guid SubjectId,
        Guid? ContactId,
        long Transaction,
        long Sequence,
        bool IsSettled)
    {
        public EventEntry ToEntry() => new(Id, (EventType)Type, OccurredAt, Summary, SubjectId, ContactId, new EventCursor(Transaction, Sequence));
    }
}
