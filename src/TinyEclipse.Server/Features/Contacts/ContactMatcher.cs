using TinyEclipse.Server.Database;

namespace TinyEclipse.Server.Features.Contacts;

/// <summary>Finds the contacts behind identities, or makes them. Fills in what was not known and never overwrites what was.</summary>
public sealed class ContactMatcher(ContactStore contacts)
{
    /// <summary>Null when the identity tells too little to find anybody by.</summary>
    public async Task<Guid?> FindOrCreateAsync(
        TenantTransaction transaction, Guid siteId, ContactIdentity identity, DateTimeOffset seenAt, CancellationToken cancellationToken)
    {
        var book = await OpenAsync(transaction, [(siteId, identity)], cancellationToken);
        var found = book.FindOrCreate(siteId, identity, seenAt);
        await SaveAsync(transaction, book, cancellationToken);
        return found;
    }

    /// <summary>Reads all contacts that these identities could be. Until the transaction ends nobody else can make or complete one of them.</summary>
    public async Task<ContactBook> OpenAsync(
        TenantTransaction transaction, IReadOnlyCollection<(Guid SiteId, ContactIdentity Identity)> identities, CancellationToken cancellationToken)
    {
        var book = new ContactBook();
        var told = identities.Where(told => told.Identity.Identifies).ToList();
        if (told.Count == 0)
            return book;

        // Two reports of one new person at the same moment must not make two contacts: the second waits here, and then finds the first's.
        await contacts.LockAsync(transaction, [.. told.SelectMany(Names)], cancellationToken);
        var customers = told.Where(told => told.Identity.CustomerId.Length > 0).Select(told => (told.SiteId, told.Identity.CustomerId));
        var numbers = await contacts.FindNumbersAsync(transaction, [.. customers], cancellationToken);
        var known = await contacts.FindKnownAsync(
            transaction,
            [.. told.Select(told => told.Identity.Email)],
            [.. told.Select(told => told.Identity.Phone)],
            [.. numbers.Select(number => number.ContactId)],
            cancellationToken);

        foreach (var contact in known)
            book.Add(contact);
        foreach (var number in numbers)
            book.Add(number);
        return book;
    }

    /// <summary>Keeps what became known of the contacts in the book.</summary>
    public async Task SaveAsync(TenantTransaction transaction, ContactBook book, CancellationToken cancellationToken)
    {
        await contacts.SaveAsync(transaction, [.. book.Sightings], cancellationToken);
        await contacts.AddNumbersAsync(transaction, book.NewNumbers, cancellationToken);
    }

    /// <summary>A customer number as a name to lock.</summary>
    public static string NameOf(Guid siteId, string customerId) => $"{siteId} {customerId}";

    private static IEnumerable<string> Names((Guid SiteId, ContactIdentity Identity) told)
    {
        if (told.Identity.CustomerId.Length > 0)
            yield return NameOf(told.SiteId, told.Identity.CustomerId);
        if (told.Identity.Email.Length > 0)
            yield return told.Identity.Email;
        if (told.Identity.Phone.Length > 0)
            yield return told.Identity.Phone;
    }
}
