using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using TinyEclipse.Contacts.V1;
using TinyEclipse.Tenants.V1;
using Client = TinyEclipse.Contacts.V1.JourneyService.JourneyServiceClient;

namespace TinyEclipse.Server.Tests.Journey;

public sealed class JourneyTests(TestServer server)
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task An_entry_is_added_to_the_story_of_a_contact_that_is_found_or_made()
    {
        var tenant = await server.NewTenantAsync();
        var request = Entry("e-1", Noon);
        request.Channel = Channel.Phone;
        request.Description = "Vroeg naar glutenvrije pralines";
        request.Sentiment = -0.5;
        request.Data = Struct.Parser.ParseJson("""{"stars": 4, "tags": ["a", null, {"b": true}]}""");

        var added = await AppendAsync(tenant, request);

        Assert.Equal(
            (Touchpoint.Review, Channel.Phone, "Beoordeling", "Vroeg naar glutenvrije pralines", -0.5, Noon),
            (added.Touchpoint, added.Channel, added.Title, added.Description, added.Sentiment, added.OccurredAt.ToDateTimeOffset()));
        Assert.Equal(request.Data, added.Data);
        Assert.Equal(added, Assert.Single(await ListAsync(tenant, added.ContactId)));
    }

    [Fact]
    public async Task What_was_not_given_is_not_invented()
    {
        var tenant = await server.NewTenantAsync();

        var added = await AppendAsync(tenant, Entry("e-1", at: null));

        Assert.Equal((Channel.Web, false, null), (added.Channel, added.HasSentiment, added.Data));
        Assert.InRange(added.OccurredAt.ToDateTimeOffset(), DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow);
    }

    [Fact]
    public async Task The_same_event_answers_the_entry_that_is_there_also_when_many_come_at_once()
    {
        var tenant = await server.NewTenantAsync();

        var answers = await Task.WhenAll(Enumerable.Range(1, 12).Select(number => AppendAsync(tenant, new(Entry("e-1", Noon)) { Title = $"Poging {number}" })));

        var entry = Assert.Single(await ListAsync(tenant, answers[0].ContactId));
        Assert.All(answers, answer => Assert.Equal(entry, answer));
        Assert.Equal(entry, await AppendAsync(tenant, new(Entry("e-1", Noon)) { Identity = new() { Email = "bob@example.org" } }));
    }

    [Fact]
    public async Task A_story_is_told_from_the_newest_page_by_page()
    {
        var tenant = await server.NewTenantAsync();
        foreach (var hour in new[] { 2, 1, 3, 3, 5 })
            await AppendAsync(tenant, new(Entry($"e-{Guid.NewGuid()}", Noon.AddHours(hour))) { Title = $"{hour}" });
        var contactId = (await AppendAsync(tenant, new(Entry("e-4", Noon.AddHours(4))) { Title = "4" })).ContactId;

        Assert.Equal(["5", "4", "3", "3", "2", "1"], (await ListAsync(tenant, contactId, pageSize: 2)).Select(entry => entry.Title));
    }

    [Fact]
    public async Task A_bad_entry_names_every_field_that_is_wrong()
    {
        var tenant = await server.NewTenantAsync();
        var request = new AppendJourneyEntryRequest
        {
            Identity = new() { CustomerId = new string('7', 65), Email = "ada", Phone = new string('1', 41), Name = new string('a', 201) },
            Touchpoint = (Touchpoint)99,
            Channel = (Channel)99,
            Description = new string('a', 2001),
            Data = new() { Fields = { ["text"] = Value.ForString(new string('a', 8192)) } },
            Sentiment = double.NaN,
            OccurredAt = new() { Seconds = long.MaxValue, Nanos = -1 },
        };

        var refused = await Assert.ThrowsAsync<RpcException>(() => AppendAsync(tenant, request));

        Assert.Equal(
            [
                "event_id", "identity.customer_id", "identity.email", "identity.phone", "identity.name",
                "touchpoint", "channel", "title", "description", "data", "sentiment", "occurred_at",
            ],
            refused.Fields());
    }

    [Fact]
    public async Task An_entry_needs_somebody_to_belong_to_and_data_that_can_be_kept()
    {
        var tenant = await server.NewTenantAsync();
        var request = Entry("e-1", Noon);
        request.Identity = new() { Name = "Ada", Phone = "thuis" };
        request.Data = new() { Fields = { ["a"] = Value.ForList(new Value()) } };

        var refused = await Assert.ThrowsAsync<RpcException>(() => AppendAsync(tenant, request));

        Assert.Equal(["identity", "data"], refused.Fields());
    }

    [Fact]
    public async Task A_story_of_nobody_is_not_found_and_one_without_entries_is_empty()
    {
        var tenant = await server.NewTenantAsync();

        // A cart that was emptied makes a contact known, and is no story.
        var emptied = await new TinyEclipse.Shop.V1.AbandonedCartService.AbandonedCartServiceClient(tenant.Site.Grpc)
            .ReportCartAsync(new() { CartToken = "c-1", CurrencyCode = "EUR", Email = "ada@example.org" });

        var missing = await Assert.ThrowsAsync<RpcException>(() => ListAsync(tenant, Guid.NewGuid().ToString()));

        Assert.Equal(StatusCode.NotFound, missing.StatusCode);
        Assert.Empty(await ListAsync(tenant, emptied.ContactId));
    }

    [Fact]
    public async Task Another_tenant_can_neither_add_nor_read()
    {
        var (mine, theirs) = (await server.NewTenantAsync(), await server.NewTenantAsync());
        var entry = await AppendAsync(theirs, Entry("e-1", Noon));

        var unread = await Assert.ThrowsAsync<RpcException>(() => ListAsync(mine, entry.ContactId));
        var denied = await Assert.ThrowsAsync<RpcException>(() =>
            new Client(mine.Site.Grpc).AppendJourneyEntryAsync(new(Entry("e-2", Noon)) { TenantId = theirs.Id }).ResponseAsync);

        Assert.Equal((StatusCode.NotFound, StatusCode.PermissionDenied), (unread.StatusCode, denied.StatusCode));
        Assert.NotEqual(entry.Id, (await AppendAsync(mine, Entry("e-1", Noon))).Id); // an event's id counts within its site
    }

    [Fact]
    public async Task A_tenant_without_the_shop_in_its_plan_is_refused()
    {
        var tenant = await server.NewTenantAsync(Plan.Tiny);

        var refused = await Assert.ThrowsAsync<RpcException>(() => AppendAsync(tenant, Entry("e-1", Noon)));

        Assert.Equal("PLAN_REQUIRED", refused.Reason());
    }

    private static AppendJourneyEntryRequest Entry(string eventId, DateTimeOffset? at) => new()
    {
        EventId = eventId,
        Identity = new() { Email = "ada@example.org" },
        Touchpoint = Touchpoint.Review,
        Title = "Beoordeling",
        OccurredAt = at is { } time ? Timestamp.FromDateTimeOffset(time) : null,
    };

    private static async Task<JourneyEntry> AppendAsync(TestTenant tenant, AppendJourneyEntryRequest request) =>
        await new Client(tenant.Site.Grpc).AppendJourneyEntryAsync(new(request) { TenantId = tenant.Id });

    private static async Task<List<JourneyEntry>> ListAsync(TestTenant tenant, string contactId, int pageSize = 0)
    {
        var (all, token) = (new List<JourneyEntry>(), "");
        do
        {
            var page = await new Client(tenant.Owner.Grpc).ListJourneyEntriesAsync(new() { ContactId = contactId, PageSize = pageSize, PageToken = token });
            all.AddRange(page.Entries);
            token = page.NextPageToken;
        }
        while (token.Length > 0);
        return all;
    }
}
