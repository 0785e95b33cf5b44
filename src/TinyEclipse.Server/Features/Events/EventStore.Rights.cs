using TinyEclipse.Server.Database;
using TinyEclipse.Server.Privacy;

namespace TinyEclipse.Server.Features.Events;

public sealed partial class EventStore
{
    public async Task<IReadOnlyList<ContactDatum>> ReadOfContactAsync(
        TenantTransaction transaction, Guid contactId, ContactDataSlice slice, CancellationToken cancellationToken)
    {
        const string Sql = """
            select id, type, occurred_at, summary, subject_id, contact_id, xact::text::bigint as transaction, seq as sequence, true as is_settled
              from events
             where tenant_id = @Value
               and contact_id = @contactId
               and id > @AfterId
             order by id
             limit @Limit
            """;
        var rows = await transaction.QueryAsync<Row>(Sql, new { transaction.Tenant.Value, contactId, slice.AfterId, slice.Limit }, cancellationToken);
        return [.. rows.Select(row => new ContactDatum(row.Id, row.ToEntry().ToMessage(transaction.Tenant)))];
    }

    /// <summary>That something happened stays; summaries name nobody.</summary>
    public Task<int> EraseContactAsync(TenantTransaction transaction, Guid contactId, CancellationToken cancellationToken)
    {
        const string Sql = "update events set contact_id = null where tenant_id = @Value and contact_id = @contactId";
        return transaction.ExecuteAsync(Sql, new { transaction.Tenant.Value, contactId }, cancellationToken);
    }
}
