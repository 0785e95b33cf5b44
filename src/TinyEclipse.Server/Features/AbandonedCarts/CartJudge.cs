using System.Collections.Concurrent;
using TinyEclipse.Notifications.V1;
using TinyEclipse.Server.Database;
using TinyEclipse.Server.Features.Events;
using TinyEclipse.Server.Features.Journey;
using TinyEclipse.Server.Features.Notifications;
using TinyEclipse.Server.Rpc;
using TinyEclipse.Server.Tenancy;
using TinyEclipse.Shop.V1;

namespace TinyEclipse.Server.Features.AbandonedCarts;

/// <summary>Does to carts what time does: idle, abandoned, lost, forgotten. Any number of servers may judge at once; each cart is judged by one.</summary>
public sealed partial class CartJudge(
    AbandonedCartStore carts,
    JourneyStore journeys,
    EventStore events,
    NotificationSender notifications,
    TenantDatabase database,
    TimeProvider clock,
    ILogger<CartJudge> logger)
{
    private const int MostAtOnce = 200;
    private const int TenantsAtOnce = 4;

    /// <summary>Judges all carts that are due now. Tenants take turns, so that one with very many does not keep the others waiting.</summary>
    public async Task JudgeDueAsync(CancellationToken cancellationToken)
    {
        var tenants = await carts.ListTenantsWithDueCartsAcrossTenantsAsync(clock.GetUtcNow(), cancellationToken);
        var turns = new ParallelOptions { MaxDegreeOfParallelism = TenantsAtOnce, CancellationToken = cancellationToken };
        while (tenants.Count > 0)
        {
            var unfinished = new ConcurrentBag<TenantId>();
            await Parallel.ForEachAsync(tenants, turns, async (tenant, cancellation) =>
            {
                if (await TryJudgeSomeAsync(tenant, cancellation) == MostAtOnce)
                    unfinished.Add(tenant);
            });
            tenants = [.. unfinished];
        }
    }

    private async Task<int> TryJudgeSomeAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        try
        {
            return await JudgeSomeAsync(tenant, cancellationToken);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            LogFailed(failure, tenant); // the other tenants go on
            return 0;
        }
    }

    private async Task<int> JudgeSomeAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        await using var transaction = await database.BeginAsync(tenant, cancellationToken);
        var now = Times.Now(clock);
        var due = await carts.TakeDueAsync(transaction, now, MostAtOnce, cancellationToken);
        var judged = due.Select(cart => cart.Stored with { Cart = CartRules.Judge(cart.Stored.Cart, cart.Policy, now), UpdatedAt = now }).ToList();
        var abandoned = judged.Where((stored, index) => stored.Cart.AbandonedAt != due[index].Stored.Cart.AbandonedAt).ToList();

        await carts.SaveJudgedAsync(transaction, judged, cancellationToken);
        await TellAsync(transaction, abandoned, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return due.Count;
    }

    private async Task TellAsync(TenantTransaction transaction, List<StoredCart> abandoned, CancellationToken cancellationToken)
    {
        var notes = abandoned.Select(stored => CartTelling.Note(stored, EventType.CartAbandoned, stored.Cart.AbandonedAt!.Value)).OfType<JourneyNote>();
        await journeys.AppendAsync(transaction, [.. notes], cancellationToken);
        var drafts = abandoned.Select(stored => CartTelling.Event(stored, EventType.CartAbandoned, stored.Cart.AbandonedAt!.Value));
        await events.AppendAsync(transaction, [.. drafts], cancellationToken);
        // A report that was under way for a month is no news.
        foreach (var stored in abandoned.Where(stored => stored.Cart.State == CartState.Abandoned))
            await notifications.NotifyTenantAsync(transaction, CartTelling.Notification(stored), cancellationToken);
    }

    [LoggerMessage(LogLevel.Error, "The carts of tenant {Tenant} could not be judged; the next round tries again")]
    private partial void LogFailed(Exception failure, TenantId tenant);
}
