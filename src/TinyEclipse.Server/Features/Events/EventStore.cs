using TinyEclipse.Server.Database;
using TinyEclipse.Server.Tenancy;

namespace TinyEclipse.Server.Features.Events;

/// <summary>The SQL of writing events; EventStore.Reading.cs is the readers' part.</summary>
public sealed partial class EventStore(TenantDatabase database, TimeProvider clock)
{
    /// <summary>The event is seen when the transaction commits, by all who watch the tenant.</summary>
    public async Task AppendAsync(TenantTransaction transaction, EventDraft draft, CancellationToken cancellationToken)
    {
        const string Sql = $"""
            insert into events (tenant_id, id, type, occurred_at, summary, subject_id, contact_id, created_at)
            values (@Value, @id, @type, @OccurredAt, @Summary, @SubjectId, @ContactId, @now);
            select pg_notify('{DatabaseSignals.Events}', @payload);
            """;
        var arguments = new
        {
            transaction.Tenant.Value,
            id = Guid.CreateVersion7(),
            type = (short)draft.Type,
            draft.OccurredAt,
            draft.Summary,
            draft.SubjectId,
            draft.ContactId,
            now = clock.GetUtcNow(),
            payload = transaction.Tenant.ToString(),
        };
        await transaction.ExecuteAsync(Sql, arguments, cancellationToken);
    }

    /// <summary>The same for many events of many tenants, in one statement.</summary>
    public async Task AppendAllAcrossTenantsAsync(
        WorkerTransaction transaction, IReadOnlyCollection<(TenantId Tenant, EventDraft Draft)> events, CancellationToken cancellationToken)
    {
        const string Sql = $"""
            insert into events (tenant_id, id, type, occurred_at, summary, subject_id, contact_id, created_at)
            select tenant_id, id, type, occurred_at, summary, subject_id, contact_id, @now
              from unnest(@tenants, @ids, @types, @times, @summaries, @subjects, @contacts)
                   with ordinality as draft (tenant_id, id, type, occurred_at, summary, subject_id, contact_id, place)
             order by place;
            select pg_notify('{DatabaseSignals.Events}', tenant_id::text) from (select distinct unnest(@tenants) as tenant_id) as touched;
            """;
        if (events.Count == 0)
            return;

        var arguments = new
        {
            tenants = events.Select(item => item.Tenant.Value).ToArray(),
            ids = events.Select(_ => Guid.CreateVersion7()).ToArray(),
            types = events.Select(item => (short)item.Draft.Type).ToArray(),
            times = events.Select(item => item.Draft.OccurredAt).ToArray(),
            summaries = events.Select(item => item.Draft.Summary).ToArray(),
            subjects = events.Select(item => item.Draft.SubjectId).ToArray(),
            contacts = events.Select(item => item.Draft.ContactId).ToArray(),
            now = clock.GetUtcNow(),
        };
        await transaction.ExecuteAsync(Sql, arguments, cancellationToken);
    }
}
