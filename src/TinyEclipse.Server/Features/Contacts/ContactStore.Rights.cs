using TinyEclipse.Server.Database;
using TinyEclipse.Server.Privacy;
using TinyEclipse.Server.Tenancy;

namespace TinyEclipse.Server.Features.Contacts;

/// <summary>What the rights of a contact need: to be read whole, and to be forgotten.</summary>
public sealed partial class ContactStore
{
    public Task<bool> IsThereAsync(TenantTransaction transaction, Guid contactId, CancellationToken cancellationToken)
    {
        const string Sql = "select exists (select from contacts where tenant_id = @Value and id = @contactId)";
        return transaction.QuerySingleAsync<bool>(Sql, new { transaction.Tenant.Value, contactId }, cancellationToken);
    }

    public async Task<IReadOnlyList<ContactDatum>> ReadOfContactAsync(
        TenantTransaction transaction, Guid contactId, ContactDataSlice slice, CancellationToken cancellationToken)
    {
        const string Sql = $"select {Columns} from contacts where tenant_id = @Value and id = @contactId and id > @AfterId limit @Limit";
        var rows = await transaction.QueryAsync<Row>(Sql, new { transaction.Tenant.Value, contactId, slice.AfterId, slice.Limit }, cancellationToken);
        return [.. rows.Select(row => new ContactDatum(row.Id, row.ToMessage()))];
    }

    public async Task<IReadOnlyList<ContactDatum>> ReadNumbersOfContactAsync(
        TenantTransaction transaction, Guid contactId, ContactDataSlice slice, CancellationToken cancellationToken)
    {
        const string Sql = """
            select site_id, customer_id, contact_id
              from contact_customer_ids
             where tenant_id = @Value
               and contact_id = @contactId
               and site_id::text || ' ' || customer_id > @After collate "C"
             order by site_id::text || ' ' || customer_id collate "C"
             limit @Limit
            """; // a customer has a handful
        var numbers = await transaction.QueryAsync<CustomerNumber>(Sql, new { transaction.Tenant.Value, contactId, slice.After, slice.Limit }, cancellationToken);
        return [.. numbers.Select(number => new ContactDatum($"{number.SiteId} {number.CustomerId}", number.ToMessage()))];
    }

    /// <summary>Some contacts of whom nothing was heard since.</summary>
    public async Task<IReadOnlyList<(TenantId Tenant, Guid Id)>> ListUnseenAcrossTenantsAsync(DateTimeOffset since, int limit, CancellationToken cancellationToken)
    {
        const string Sql = "select tenant_id, id from contacts where last_seen_at < @since order by last_seen_at limit @limit";
        await using var transaction = await database.BeginAcrossTenantsAsync(cancellationToken);
        var found = await transaction.QueryAsync<(Guid Tenant, Guid Id)>(Sql, new { since, limit }, cancellationToken);
        return [.. found.Select(one => (new TenantId(one.Tenant), one.Id))];
    }

    /// <summary>
    /// Holds the contact and all its names until the transaction ends. False when there is no such contact, or when it was seen since. From here on the transaction waits for no lock
    /// longer than this, well below the second after which PostgreSQL breaks a circle of waiting by failing whom it likes.
    /// </summary>
    public async Task<bool> TryLockForErasureAsync(
        TenantTransaction transaction, Guid contactId, DateTimeOffset? unseenSince, CancellationToken cancellationToken)
    {
        const string Patience = "set local lock_timeout = '200ms'";
        const string Sql = """
            select id, email, phone, name
              from contacts
             where tenant_id = @Value
               and id = @contactId
               and (@unseenSince::timestamptz is null or last_seen_at < @unseenSince)
               for update
            """;
        await transaction.ExecuteAsync(Patience, null, cancellationToken);
        var contact = await transaction.QuerySingleOrDefaultAsync<KnownContact>(Sql, new { transaction.Tenant.Value, contactId, unseenSince }, cancellationToken);
        if (contact is null)
            return false;

        var numbers = await FindNumbersOfAsync(transaction, contactId, cancellationToken);
        string?[] names = [contact.Email, contact.Phone, .. numbers.Select(number => ContactMatcher.NameOf(number.SiteId, number.CustomerId))];
        await LockAsync(transaction, [.. names.OfType<string>()], cancellationToken);
        return true;
    }

    public Task<int> DeleteNumbersOfContactAsync(TenantTransaction transaction, Guid contactId, CancellationToken cancellationToken)
    {
        const string Sql = "delete from contact_customer_ids where tenant_id = @Value and contact_id = @contactId";
        return transaction.ExecuteAsync(Sql, new { transaction.Tenant.Value, contactId }, cancellationToken);
    }

    public Task<int> DeleteAsync(TenantTransaction transaction, Guid contactId, CancellationToken cancellationToken)
    {
        const string Sql = "delete from contacts where tenant_id = @Value and id = @contactId";
        return transaction.ExecuteAsync(Sql, new { transaction.Tenant.Value, contactId }, cancellationToken);
    }

    private static Task<IReadOnlyList<CustomerNumber>> FindNumbersOfAsync(TenantTransaction transaction, Guid contactId, CancellationToken cancellationToken)
    {
        const string Sql = """
            select site_id, customer_id, contact_id
              from contact_customer_ids
             where tenant_id = @Value
               and contact_id = @contactId
             order by site_id, customer_id
            """;
        return transaction.QueryAsync<CustomerNumber>(Sql, new { transaction.Tenant.Value, contactId }, cancellationToken);
    }
}
