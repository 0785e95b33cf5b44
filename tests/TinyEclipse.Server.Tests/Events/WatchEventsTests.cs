using System.Globalization;
using System.Text.Json;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using TinyEclipse.Notifications.V1;
using TinyEclipse.Server.Database;
using TinyEclipse.Server.Features.Events;
using TinyEclipse.Server.Rpc;

namespace TinyEclipse.Server.Tests.Events;

public sealed class WatchEventsTests(TestServer server)
{
    [Fact]
    public async Task What_happens_next_is_seen_in_order_and_as_it_was()
    {
        var tenant = await server.NewTenantAsync();
        await tenant.AppendAsync("before");
        using var watcher = await EventWatcher.StartAsync(tenant);
        var (subject, contact, time) = (Guid.NewGuid(), Guid.NewGuid(), new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));

        await using (var transaction = await tenant.BeginAsync())
        {
            var draft = new EventDraft(EventType.CartAbandoned, time, "first", subject, contact);
            await server.Shared.Services.GetRequiredService<EventStore>().AppendAsync(transaction, draft, CancellationToken.None);
            await tenant.AppendAsync(transaction, "second");
            await transaction.CommitAsync(CancellationToken.None);
        }
        await tenant.AppendAsync("third");

        var seen = await watcher.NextAsync(3);
        Assert.Equal(["first", "second", "third"], seen.Select(found => found.Summary));
        Assert.Equal((EventType.CartAbandoned, tenant.Id), (seen[0].Type, seen[0].TenantId));
        Assert.Equal((subject.ToString(), contact.ToString(), time), (seen[0].SubjectId, seen[0].ContactId, seen[0].OccurredAt.ToDateTimeOffset()));
        Assert.Empty(seen[1].ContactId);
        Assert.Equal(3, seen.Select(found => found.Id).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task A_watcher_goes_on_after_the_last_event_it_saw()
    {
        var tenant = await server.NewTenantAsync();
        string token;
        using (var watcher = await EventWatcher.StartAsync(tenant))
        {
            await tenant.AppendAsync("1");
            token = (await watcher.NextAsync()).ResumeToken;
        }
        for (var number = 2; number <= 500; number++) // more than a reading takes
            await tenant.AppendAsync($"{number}");

        using var again = await EventWatcher.StartAsync(tenant, token);

        Assert.Equal(Enumerable.Range(2, 499).Select(number => $"{number}"), (await again.NextAsync(499)).Select(found => found.Summary));
    }

    [Fact]
    public async Task An_event_that_is_committed_late_is_not_skipped()
    {
        var tenant = await server.NewTenantAsync();
        using var watcher = await EventWatcher.StartAsync(tenant);
        await using var slow = await tenant.BeginAsync();
        await tenant.AppendAsync(slow, "began first, ends last");

        await tenant.AppendAsync("quick");
        await Task.Delay(200); // the watcher is awake and looks

        await slow.CommitAsync(CancellationToken.None);
        await tenant.AppendAsync("later");
        Assert.Equal(["began first, ends last", "quick", "later"], (await watcher.NextAsync(3)).Select(found => found.Summary));
    }

    [Fact]
    public async Task An_event_that_is_rolled_back_never_happened()
    {
        var tenant = await server.NewTenantAsync();
        using var watcher = await EventWatcher.StartAsync(tenant);
        await using (var transaction = await tenant.BeginAsync())
            await tenant.AppendAsync(transaction, "never");

        await tenant.AppendAsync("real");

        Assert.Equal("real", (await watcher.NextAsync()).Summary);
    }

    [Fact]
    public async Task Everybody_sees_all_of_what_many_do_at_once_in_the_same_order()
    {
        var tenant = await server.NewTenantAsync();
        using var first = await EventWatcher.StartAsync(tenant);
        using var second = await EventWatcher.StartAsync(tenant);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(async writer =>
        {
            for (var number = 0; number < 25; number++)
                await tenant.AppendAsync($"{writer}:{number}");
        }));

        var (one, other) = (await first.NextAsync(200), await second.NextAsync(200));
        Assert.Equal(one, other);
        Assert.Equal(200, one.Select(found => found.Summary).Distinct(StringComparer.Ordinal).Count());
        foreach (var writer in one.GroupBy(found => found.Summary.Split(':')[0]))
            Assert.Equal(Enumerable.Range(0, 25), writer.Select(found => int.Parse(found.Summary.Split(':')[1], CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task A_watcher_sees_the_types_it_asks_for_and_its_own_tenant_alone()
    {
        var (mine, theirs) = (await server.NewTenantAsync(), await server.NewTenantAsync());
        using var watcher = await EventWatcher.StartAsync(mine, types: [EventType.CartAbandoned, EventType.CartReturned]);

        await theirs.AppendAsync("theirs", EventType.CartAbandoned);
        await mine.AppendAsync("other type", EventType.CartOrdered);
        await mine.AppendAsync("mine", EventType.CartReturned);

        Assert.Equal("mine", (await watcher.NextAsync()).Summary);
        using var stranger = await EventWatcher.StartAsync(mine with { Tenant = theirs.Tenant });
        var denied = await Assert.ThrowsAsync<RpcException>(() => stranger.NextAsync());
        Assert.Equal(StatusCode.PermissionDenied, denied.StatusCode);
    }

    [Fact]
    public async Task Events_that_are_written_together_come_in_their_order()
    {
        var tenant = await server.NewTenantAsync();
        using var watcher = await EventWatcher.StartAsync(tenant);
        var contactId = Guid.NewGuid();
        EventDraft Draft(string summary, Guid? contact) => new(EventType.CartStarted, DateTimeOffset.UnixEpoch, summary, Guid.Empty, contact);

        await using (var transaction = await server.Shared.Services.GetRequiredService<TenantDatabase>().BeginAsync(tenant.Tenant, CancellationToken.None))
        {
            await server.Shared.Services.GetRequiredService<EventStore>().AppendAsync(
                transaction, [Draft("1", null), Draft("2", contactId), Draft("3", null)], CancellationToken.None);
            await transaction.CommitAsync(CancellationToken.None);
        }

        Assert.Equal([("1", ""), ("2", contactId.ToString()), ("3", "")], (await watcher.NextAsync(3)).Select(found => (found.Summary, found.ContactId)));
    }

    [Fact]
    public async Task Over_JSON_each_event_is_a_line()
    {
        var tenant = await server.NewTenantAsync();
        var address = $"/api/admin/events/watch?tenantId={tenant.Id}";
        using var response = await tenant.Owner.Http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync());

        await tenant.AppendAsync("hello");

        var line = await lines.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal("hello", JsonDocument.Parse(line!).RootElement.GetProperty("summary").GetString());
    }

    [Fact]
    public async Task A_token_of_somebody_elses_making_is_refused()
    {
        var tenant = await server.NewTenantAsync();
        var pageToken = server.Shared.Services.GetRequiredService<SignedText>().Sign("page", "1:1");

        foreach (var token in new[] { "1:1", "!", pageToken })
        {
            using var watcher = await EventWatcher.StartAsync(tenant, token);
            var refused = await Assert.ThrowsAsync<RpcException>(() => watcher.NextAsync());
            Assert.Equal(["resume_token"], refused.Fields());
        }
    }

    [Fact]
    public async Task A_token_of_another_life_of_the_database_begins_with_what_happens_next()
    {
        var tenant = await server.NewTenantAsync();
        await tenant.AppendAsync("before");
        var token = server.Shared.Services.GetRequiredService<SignedText>().Sign("event", $"{long.MaxValue / 2}:1");

        using var watcher = await EventWatcher.StartAsync(tenant, token);
        await tenant.AppendAsync("next");

        Assert.Equal("next", (await watcher.NextAsync()).Summary);
    }

    [Fact]
    public async Task Nothing_is_left_of_a_watcher_who_leaves()
    {
        var tenant = await server.NewTenantAsync();
        var signals = server.Shared.Services.GetRequiredService<DatabaseSignals>();
        var watchers = new List<EventWatcher>();
        for (var number = 0; number < 20; number++)
            watchers.Add(await EventWatcher.StartAsync(tenant));
        await Eventually.HoldsAsync(() => Task.FromResult(signals.CountWaiting(DatabaseSignals.Events, tenant.Id) == 20));

        watchers.ForEach(watcher => watcher.Dispose());

        await Eventually.HoldsAsync(() => Task.FromResult(signals.CountWaiting(DatabaseSignals.Events, tenant.Id) == 0));
    }

    [Fact]
    public async Task A_server_that_stops_ends_the_streams_and_says_that_it_is_worth_coming_back()
    {
        await using var stopping = await TestServer.StartAsync(await server.NewDatabaseAsync());
        var tenant = await stopping.NewTenantAsync();
        using var watcher = await EventWatcher.StartAsync(tenant);
        var since = TimeProvider.System.GetTimestamp();

        stopping.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

        var ended = await Assert.ThrowsAsync<RpcException>(() => watcher.NextAsync());
        Assert.Equal(StatusCode.Unavailable, ended.StatusCode);
        Assert.InRange(TimeProvider.System.GetElapsedTime(since).TotalSeconds, 0, 3);
    }
}
