using TinyEclipse.Server.Database;
using TinyEclipse.Server.Privacy;

namespace TinyEclipse.Server.Features.Journey;

public sealed partial class JourneyStore
{
    public async Task<IReadOnlyList<ContactDatum>> ReadOfContactAsync(
        TenantTransaction transaction, Guid contactId, ContactDataSlice slice, CancellationToken cancellationToken)
    {
        const string Sql = $"""
            select {Columns}
              from journey_entries
             where tenant_id = @Value
               and contact_id = @contactId
               and id > @AfterId
             order by id
             limit @Limit
            """;
        var rows = await transaction.QueryAsync<Row>(Sql, new { transaction.Tenant.Value, contactId, slice.AfterId, slice.Limit }, cancellationToken);
        return [.. rows.Select(row => new ContactDatum(row.Id, row.ToMessage()))];
    }

    public Task<int> EraseContactAsync(TenantTransaction transaction, Guid contactId, CancellationToken cancellationToken)
    {
        const string Sql = "delete from journey_entries where tenant_id = @Value and contact_id = @contactId";
        return transaction.ExecuteAsync(Sql, new { transaction.Tenant.Value, contactId }, cancellationToken);
    }

    public Task DeleteOldAcrossTenantsAsync(CancellationToken cancellationToken)
    {
        const string Sql = """
            delete from journey_entries
             where (tenant_id, id) in (select tenant_id, id from journey_entries where occurred_at < @before limit 5000)
            """;
        return database.DeleteInBitesAcrossTenantsAsync(Sql, new { before = clock.GetUtcNow().AddDays(-retention.Value.JourneyDays) }, cancellationToken);
    }
}
