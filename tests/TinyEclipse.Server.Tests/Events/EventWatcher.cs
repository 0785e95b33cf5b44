using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using TinyEclipse.Notifications.V1;
using TinyEclipse.Server.Database;
using TinyEclipse.Server.Features.Events;
using EventService = TinyEclipse.Notifications.V1.EventService;

namespace TinyEclipse.Server.Tests.Events;

/// <summary>Somebody who watches a tenant's events.</summary>
public sealed class EventWatcher(AsyncServerStreamingCall<Event> call) : IDisposable
{
    /// <summary>Returns when the server watches: from here on nothing is missed.</summary>
    public static async Task<EventWatcher> StartAsync(TestTenant tenant, string resumeToken = "", params EventType[] types)
    {
        var request = new WatchEventsRequest { TenantId = tenant.Id, ResumeToken = resumeToken, Types_ = { types } };
        var call = new EventService.EventServiceClient(tenant.Owner.Grpc).WatchEvents(request);
        await call.ResponseHeadersAsync;
        return new EventWatcher(call);
    }

    public async Task<Event> NextAsync()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(20));
        Assert.True(await call.ResponseStream.MoveNext(patience.Token));
        return call.ResponseStream.Current;
    }

    public async Task<IReadOnlyList<Event>> NextAsync(int count)
    {
        var found = new List<Event>();
        while (found.Count < count)
            found.Add(await NextAsync());
        return found;
    }

    public void Dispose() => call.Dispose();
}

/// <summary>Makes events happen.</summary>
public static class EventMaker
{
    public static async Task AppendAsync(this TestTenant tenant, string summary, EventType type = EventType.CartStarted)
    {
        await using var transaction = await tenant.BeginAsync();
        await tenant.AppendAsync(transaction, summary, type);
        await transaction.CommitAsync(CancellationToken.None);
    }

    public static Task<TenantTransaction> BeginAsync(this TestTenant tenant) =>
        tenant.Server.Services.GetRequiredService<TenantDatabase>().BeginAsync(tenant.Tenant, CancellationToken.None);

    public static Task AppendAsync(this TestTenant tenant, TenantTransaction transaction, string summary, EventType type = EventType.CartStarted) =>
        tenant.Server.Services.GetRequiredService<EventStore>()
            .AppendAsync(transaction, new EventDraft(type, DateTimeOffset.UnixEpoch, summary, Guid.Empty, ContactId: null), CancellationToken.None);
}
