namespace TinyEclipse.Server.Features.Contacts;

/// <summary>
/// The contacts that a set of identities could be, read and locked by <see cref="ContactMatcher"/>. What is found, made and filled in here is kept
/// when the matcher saves it.
/// </summary>
public sealed class ContactBook
{
    private readonly Dictionary<Guid, KnownContact> _contacts = [];
    private readonly Dictionary<(Guid SiteId, string CustomerId), Guid> _byCustomerId = [];
    private readonly Dictionary<string, Guid> _byEmail = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Guid> _byPhone = new(StringComparer.Ordinal);
    private readonly Dictionary<Guid, (DateTimeOffset First, DateTimeOffset Last)> _seen = [];
    private readonly List<CustomerNumber> _newNumbers = [];

    /// <summary>The contacts that were seen, each with what is known of it and when it was first and last seen meanwhile.</summary>
    public IEnumerable<ContactSighting> Sightings =>
        _seen.Select(seen => new ContactSighting(Find(seen.Key) ?? new(seen.Key, null, null, ""), seen.Value.First, seen.Value.Last));

    public IReadOnlyList<CustomerNumber> NewNumbers => _newNumbers;

    /// <summary>The contact behind an identity, made if need be; null when the identity tells too little to find anybody by.</summary>
    public Guid? FindOrCreate(Guid siteId, ContactIdentity identity, DateTimeOffset seenAt)
    {
        if (!identity.Identifies)
            return null;

        var number = (siteId, identity.CustomerId);
        var candidates = new ContactCandidates(
            _byCustomerId.TryGetValue(number, out var customer) ? Find(customer) : null,
            _byEmail.TryGetValue(identity.Email, out var addressee) ? Find(addressee) : null,
            _byPhone.TryGetValue(identity.Phone, out var subscriber) ? Find(subscriber) : null);
        var match = ContactRules.Match(candidates, identity) ?? new(Guid.CreateVersion7(), null, null, "");
        Add(ContactRules.Complete(match, candidates, identity));
        if (identity.CustomerId.Length > 0 && _byCustomerId.TryAdd(number, match.Id))
            _newNumbers.Add(new(siteId, identity.CustomerId, match.Id));
        See(match.Id, seenAt);
        return match.Id;
    }

    /// <summary>Notes that a contact was there again.</summary>
    public void See(Guid contactId, DateTimeOffset seenAt)
    {
        var (first, last) = _seen.GetValueOrDefault(contactId, (seenAt, seenAt));
        _seen[contactId] = (seenAt < first ? seenAt : first, seenAt > last ? seenAt : last);
    }

    public void Add(KnownContact contact)
    {
        _contacts[contact.Id] = contact;
        if (contact.Email is not null)
            _byEmail[contact.Email] = contact.Id;
        if (contact.Phone is not null)
            _byPhone[contact.Phone] = contact.Id;
    }

    public void Add(CustomerNumber number) => _byCustomerId[(number.SiteId, number.CustomerId)] = number.ContactId;

    private KnownContact? Find(Guid id) => _contacts.GetValueOrDefault(id);
}

/// <summary>What is known of a contact that was seen.</summary>
public sealed record ContactSighting(KnownContact Contact, DateTimeOffset FirstSeenAt, DateTimeOffset LastSeenAt);

/// <summary>The number under which a site knows a contact.</summary>
public sealed record CustomerNumber(Guid SiteId, string CustomerId, Guid ContactId)
{
    public TinyEclipse.Contacts.V1.CustomerNumber ToMessage() => new() { SiteId = SiteId.ToString(), CustomerId = CustomerId };
}
