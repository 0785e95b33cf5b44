using TinyEclipse.Server.Database;

namespace TinyEclipse.Server.Features.Contacts;

public sealed partial class ContactStore
{
    /// <summary>Waits until nobody else has one of these names locked, and locks them until the transaction ends.</summary>
    public async Task LockAsync(TenantTransaction transaction, string[] names, CancellationToken cancellationToken)
    {
        // In one order for everybody, so that nobody waits in a circle.
        const string Sql = """
            select pg_advisory_xact_lock(key)
              from (select distinct hashtextextended(@Value::text || name, 0) as key from unnest(@names) as name order by key) as keys
            """;
        await transaction.ExecuteAsync(Sql, new { transaction.Tenant.Value, names }, cancellationToken);
    }

    public async Task<IReadOnlyList<CustomerNumber>> FindNumbersAsync(
        TenantTransaction transaction, IReadOnlyList<(Guid SiteId, string CustomerId)> told, CancellationToken cancellationToken)
    {
        const string Sql = """
            select numbers.site_id, numbers.customer_id, numbers.contact_id
              from unnest(@sites, @customerIds) as told (site_id, customer_id)
              join contact_customer_ids as numbers
                on numbers.tenant_id = @Value
               and numbers.site_id = told.site_id
               and numbers.customer_id = told.customer_id
            """;
        if (told.Count == 0)
            return [];

        var (sites, customerIds) = (told.Select(number => number.SiteId).ToArray(), told.Select(number => number.CustomerId).ToArray());
        return await transaction.QueryAsync<CustomerNumber>(Sql, new { transaction.Tenant.Value, sites, customerIds }, cancellationToken);
    }

    /// <summary>The contacts that have one of these addresses, phones or ids.</summary>
    public Task<IReadOnlyList<KnownContact>> FindKnownAsync(
        TenantTransaction transaction, string[] emails, string[] phones, Guid[] ids, CancellationToken cancellationToken)
    {
        const string Sql = """
            select id, email, phone, name
              from contacts
             where tenant_id = @Value
               and (email = any(@emails) or phone = any(@phones) or id = any(@ids))
            """;
        return transaction.QueryAsync<KnownContact>(Sql, new { transaction.Tenant.Value, emails, phones, ids }, cancellationToken);
    }

    /// <summary>Adds the contacts that are new, and to the others what was not known of them.</summary>
    public async Task SaveAsync(TenantTransaction transaction, IReadOnlyList<ContactSighting> seen, CancellationToken cancellationToken)
    {
        const string Sql = """
            insert into contacts (tenant_id, id, email, phone, name, first_seen_at, last_seen_at, created_at)
            select @Value, id, email, phone, name, first_seen_at, last_seen_at, @now
              from unnest(@ids, @emails, @phones, @names, @firstTimes, @lastTimes) as seen (id, email, phone, name, first_seen_at, last_seen_at)
             order by id -- the order in which rows are locked, for everybody the same
            on conflict (tenant_id, id) do update
               set email = coalesce(contacts.email, excluded.email),
                   phone = coalesce(contacts.phone, excluded.phone),
                   name = coalesce(nullif(contacts.name, ''), excluded.name),
                   first_seen_at = least(contacts.first_seen_at, excluded.first_seen_at),
                   last_seen_at = greatest(contacts.last_seen_at, excluded.last_seen_at)
            """;
        if (seen.Count == 0)
            return;

        var arguments = new
        {
            transaction.Tenant.Value,
            now = clock.GetUtcNow(),
            ids = seen.Select(sighting => sighting.Contact.Id).ToArray(),
            emails = seen.Select(sighting => sighting.Contact.Email).ToArray(),
            phones = seen.Select(sighting => sighting.Contact.Phone).ToArray(),
            names = seen.Select(sighting => sighting.Contact.Name).ToArray(),
            firstTimes = seen.Select(sighting => sighting.FirstSeenAt).ToArray(),
            lastTimes = seen.Select(sighting => sighting.LastSeenAt).ToArray(),
        };
        await transaction.ExecuteAsync(Sql, arguments, cancellationToken);
    }

    public async Task AddNumbersAsync(TenantTransaction transaction, IReadOnlyList<CustomerNumber> numbers, CancellationToken cancellationToken)
    {
        const string Sql = """
            insert into contact_customer_ids (tenant_id, site_id, customer_id, contact_id)
            select @Value, site_id, customer_id, contact_id
              from unnest(@sites, @customerIds, @contactIds) as number (site_id, customer_id, contact_id)
            """;
        if (numbers.Count == 0)
            return;

        var sites = numbers.Select(number => number.SiteId).ToArray();
        var customerIds = numbers.Select(number => number.CustomerId).ToArray();
        var contactIds = numbers.Select(number => number.ContactId).ToArray();
        await transaction.ExecuteAsync(Sql, new { transaction.Tenant.Value, sites, customerIds, contactIds }, cancellationToken);
    }
}
