using TinyEclipse.Server.Features.Contacts;

namespace TinyEclipse.Server.Tests.Contacts;

public sealed class ContactRulesTests
{
    private static readonly KnownContact Ada = new(Guid.NewGuid(), "ada@example.org", "+32470000001", "Ada");
    private static readonly KnownContact Bob = new(Guid.NewGuid(), "bob@example.org", "+32470000002", "Bob");
    private static readonly KnownContact Caller = new(Guid.NewGuid(), null, "+32470000003", "");
    private static readonly KnownContact Nobody = new(Guid.NewGuid(), null, null, "");

    public static TheoryData<ContactCandidates, ContactIdentity, KnownContact?> Matches => new()
    {
        { new(null, null, null), new("7", "ada@example.org", "+32470000001", "Ada"), null },
        { new(null, Ada, null), new("", "ada@example.org", "", ""), Ada },
        { new(null, Ada, null), new("9", "ada@example.org", "", ""), Ada }, // a customer number that was not known
        { new(null, null, Ada), new("", "", "+32470000001", ""), Ada },
        { new(null, Ada, Bob), new("", "ada@example.org", "+32470000002", ""), Ada }, // the e-mail before the phone
        { new(Bob, Ada, null), new("7", "ada@example.org", "", ""), Bob }, // the customer number before the e-mail
        { new(Bob, Ada, Caller), new("7", "ada@example.org", "+32470000003", ""), Bob },
        { new(null, null, Ada), new("", "carol@example.org", "+32470000001", ""), null }, // a shared phone, another address: another person
        { new(null, null, Caller), new("", "carol@example.org", "+32470000003", ""), Caller }, // nothing speaks against it
    };

    public static TheoryData<KnownContact, ContactCandidates, ContactIdentity, KnownContact> Completions => new()
    {
        { Nobody, new(null, null, null), new("7", "ada@example.org", "+32470000001", "Ada"), Ada with { Id = Nobody.Id } },
        { Nobody, new(null, null, null), new("7", "", "", ""), Nobody },
        // The phone stays with its owner, and so does the address.
        { Nobody, new(null, null, Ada), new("", "carol@example.org", "+32470000001", "Carol"), Nobody with { Email = "carol@example.org", Name = "Carol" } },
        { Caller, new(Caller, Ada, null), new("7", "ada@example.org", "", ""), Caller },
        { Caller, new(null, null, Caller), new("", "carol@example.org", "+32470000003", "Carol"), Caller with { Email = "carol@example.org", Name = "Carol" } },
        { Ada, new(null, Ada, null), new("", "ada@example.org", "+32470000009", "A. Lovelace"), Ada }, // what is known stays
        { Bob, new(Bob, null, null), new("7", "robert@example.org", "", "Robert"), Bob },
    };

    [Theory]
    [MemberData(nameof(Matches))]
    public void An_identity_is(ContactCandidates candidates, ContactIdentity identity, KnownContact? expected) =>
        Assert.Equal(expected, ContactRules.Match(candidates, identity));

    [Theory]
    [MemberData(nameof(Completions))]
    public void An_identity_fills_in_what_was_not_known(KnownContact match, ContactCandidates candidates, ContactIdentity identity, KnownContact expected) =>
        Assert.Equal(expected, ContactRules.Complete(match, candidates, identity));
}
