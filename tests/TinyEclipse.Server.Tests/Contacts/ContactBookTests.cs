using TinyEclipse.Server.Features.Contacts;

namespace TinyEclipse.Server.Tests.Contacts;

public sealed class ContactBookTests
{
    private static readonly Guid Site = Guid.NewGuid();
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly ContactBook _book = new();

    [Fact]
    public void Who_was_made_is_found_again_by_all_that_was_told_since()
    {
        var ada = Find("7", "", "", "Ada");

        Assert.Equal(ada, Find("7", "ada@example.org", "", ""));
        Assert.Equal(ada, Find("", "ada@example.org", "+32470000001", ""));
        Assert.Equal(ada, Find("8", "", "+32470000001", "A. Lovelace"));
        Assert.Equal(ada, Find("8", "", "", ""));
        Assert.Equal(new KnownContact(ada, "ada@example.org", "+32470000001", "Ada"), Assert.Single(_book.Sightings).Contact);
        Assert.Equal([new CustomerNumber(Site, "7", ada), new CustomerNumber(Site, "8", ada)], _book.NewNumbers);
    }

    [Fact]
    public void One_after_the_other_in_the_same_cart_stay_two()
    {
        var (ada, bob) = (Find("", "ada@example.org", "", ""), Find("", "bob@example.org", "", ""));

        Assert.NotEqual(ada, bob);
        Assert.Equal(ada, Find("", "ada@example.org", "", ""));
    }

    [Fact]
    public void What_was_read_is_found_and_only_what_is_new_is_added()
    {
        var known = new KnownContact(Guid.NewGuid(), "ada@example.org", null, "Ada");
        _book.Add(known);
        _book.Add(new CustomerNumber(Site, "7", known.Id));

        Assert.Equal(known.Id, Find("7", "", "+32470000001", "Adela"));

        Assert.Equal(known with { Phone = "+32470000001" }, Assert.Single(_book.Sightings).Contact);
        Assert.Empty(_book.NewNumbers);
    }

    [Fact]
    public void A_contact_was_seen_from_the_first_to_the_last_time()
    {
        var ada = Guid.NewGuid();
        foreach (var hours in new[] { 2, 5, 1, 3 })
            _book.See(ada, Noon.AddHours(hours));

        var sighting = Assert.Single(_book.Sightings);
        Assert.Equal((ada, Noon.AddHours(1), Noon.AddHours(5)), (sighting.Contact.Id, sighting.FirstSeenAt, sighting.LastSeenAt));
    }

    [Fact]
    public void Nobody_is_made_of_a_name() => Assert.Null(_book.FindOrCreate(Site, new("", "", "", "Ada"), Noon));

    private Guid Find(string customerId, string email, string phone, string name) => _book.FindOrCreate(Site, new(customerId, email, phone, name), Noon)!.Value;
}
