namespace TinyEclipse.Server.Features.Contacts;

/// <summary>What a contact is found by; null while it is not known.</summary>
public sealed record KnownContact(Guid Id, string? Email, string? Phone, string Name);

/// <summary>The contacts that share something with an identity; null where nobody does.</summary>
public sealed record ContactCandidates(KnownContact? ByCustomerId, KnownContact? ByEmail, KnownContact? ByPhone);

/// <summary>Decides who an identity is. Contacts are never merged.</summary>
public static class ContactRules
{
    /// <summary>By customer id, then e-mail, then phone; null when it is nobody known.</summary>
    public static KnownContact? Match(ContactCandidates candidates, ContactIdentity identity)
    {
        // A household may share a phone: who has another address is somebody else.
        var isOtherPerson = candidates.ByPhone?.Email is not null && identity.Email.Length > 0;
        return candidates.ByCustomerId ?? candidates.ByEmail ?? (isOtherPerson ? null : candidates.ByPhone);
    }

    /// <summary>Fills in what was not known. An address or a number that another contact has stays with that contact.</summary>
    public static KnownContact Complete(KnownContact match, ContactCandidates candidates, ContactIdentity identity)
    {
        var email = identity.Email.Length > 0 && candidates.ByEmail is null ? identity.Email : null;
        var phone = identity.Phone.Length > 0 && candidates.ByPhone is null ? identity.Phone : null;
        return match with
        {
            Email = match.Email ?? email,
            Phone = match.Phone ?? phone,
            Name = match.Name.Length > 0 ? match.Name : identity.Name,
        };
    }
}
