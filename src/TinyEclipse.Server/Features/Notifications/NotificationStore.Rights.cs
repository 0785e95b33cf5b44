using TinyEclipse.Server.Database;
using TinyEclipse.Server.Privacy;

namespace TinyEclipse.Server.Features.Notifications;

public sealed partial class NotificationStore
{
    public async Task<IReadOnlyList<ContactDatum>> ReadOfContactAsync(
        TenantTransaction transaction, Guid contactId, ContactDataSlice slice, CancellationToken cancellationToken)
    {
        const string Sql = """
            select notifications.id, notifications.type, notifications.facts::text as facts, notifications.subject_id, notifications.created_at, people.language
              from notifications
              join people on people.id = notifications.person_id
             where notifications.tenant_id = @Value
               and notifications.contact_id = @contactId
               and notifications.id > @AfterId
             order by notifications.id
             limit @Limit
            """;
        var rows = await transaction.QueryAsync<Row>(Sql, new { transaction.Tenant.Value, contactId, slice.AfterId, slice.Limit }, cancellationToken);
        return [.. rows.Select(row => new ContactDatum(row.Id, row.ToEntry().ToMessage()))];
    }

    /// <summary>A push of one that is still on its way finds nothing to tell.</summary>
    public Task<int> EraseContactAsync(TenantTransaction transaction, Guid contactId, CancellationToken cancellationToken)
    {
        const string Sql = "delete from notifications where tenant_id = @Value and contact_id = @contactId";
        return transaction.ExecuteAsync(Sql, new { transaction.Tenant.Value, contactId }, cancellationToken);
    }
}
