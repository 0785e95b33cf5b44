using TinyEclipse.Server.Database;

namespace TinyEclipse.Server.Features.Events;

/// <summary>The SQL of writing events; EventStore.Reading.cs is the readers' part.</summary>
public sealed partial class EventStore(TenantDatabase database, TimeProvider clock)
{
    /// <summary>The event is seen when the transaction commits, by all who watch the tenant.</summary>
    public Task AppendAsync(TenantTransaction transaction, EventDraft draft, CancellationToken cancellationToken) =>
        AppendAsync(transaction, [draft], cancellationToken);

    /// <summary>The same for several, which happened in this order.</summary>
    public async Task AppendAsync(TenantTransaction transaction, IReadOnlyCollection<EventDraft> drafts, CancellationToken cancellationToken)
    {
        const string Sql = $"""
            insert into events (tenant_id, id, type, occurred_at, summary, subject_id, contact_id, created_at)
            select @Value, id, type, occurred_at, summary, subject_id, contact_id, @now
              from unnest(@ids, @types, @times, @summaries, @subjects, @contacts)
                   with ordinality as draft (id, type, occurred_at, summary, subject_id, contact_id, place)
             order by place;
            select pg_notify('{DatabaseSignals.Events}', @payload);
            """;
        if (drafts.Count == 0)
            return;

        var arguments = new
        {
            transaction.Tenant.Value,
            ids = drafts.Select(_ => Guid.CreateVersion7()).ToArray(),
            types = drafts.Select(draft => (short)draft.Type).ToArray(),
            times = drafts.Select(draft => draft.OccurredAt).ToArray(),
            summaries = drafts.Select(draft => draft.Summary).ToArray(),
            subjects = drafts.Select(draft => draft.SubjectId).ToArray(),
            contacts = drafts.Select(draft => draft.ContactId).ToArray(),
            now = clock.GetUtcNow(),
            payload = transaction.Tenant.ToString(),
        };
        await transaction.ExecuteAsync(Sql, arguments, cancellationToken);
    }
}
