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
    private static readonly TimeSpan PutOff = TimeSpan.FromMinutes(10);

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
            return await JudgeSomeOrSinglyAsync(tenant, cancellationToken);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            LogFailed(failure, tenant); // the other tenants go on
            return 0;
        }
    }

    private async Task<int> JudgeSomeOrSinglyAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        try
        {
            return await JudgeSomeAsync(tenant, MostAtOnce, only: null, cancellationToken);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            LogBatchFailed(failure, tenant);
            return await JudgeSinglyAsync(tenant, cancellationToken);
        }
    }

    /// <summary>One cart that cannot be judged does not keep its tenant's others waiting.</summary>
    private async Task<int> JudgeSinglyAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        var now = Times.Now(clock);
        var due = await carts.ListDueAsync(tenant, now, MostAtOnce, cancellationToken);
        foreach (var cart in due)
        {
            try
            {
                await JudgeSomeAsync(tenant, 1, cart, cancellationToken);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                LogCartFailed(failure, cart, tenant, PutOff);
                await carts.PutOffAsync(tenant, cart, now, now + PutOff, cancellationToken);
            }
        }
        return due.Count;
    }

    private async Task<int> JudgeSomeAsync(TenantId tenant, int limit, Guid? only, CancellationToken cancellationToken)
    {
        await using var transaction = await database.BeginAsync(tenant, cancellationToken);
        var now = Times.Now(clock);
        var due = await carts.TakeDueAsync(transaction, now, limit, only, cancellationToken);
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
        var news = abandoned.Where(stored => stored.Cart.State == CartState.Abandoned).Select(CartTelling.Notification);
        await notifications.NotifyTenantAsync(transaction, [.. news], cancellationToken);
    }

    [LoggerMessage(LogLevel.Warning, "The carts of tenant {Tenant} could not be judged together; they are judged one by one")]
    private partial void LogBatchFailed(Exception failure, TenantId tenant);

    [LoggerMessage(LogLevel.Error, "Cart {Cart} of tenant {Tenant} could not be judged; it is put off for {PutOff}")]
    private partial void LogCartFailed(Exception failure, Guid cart, TenantId tenant, TimeSpan putOff);

    [LoggerMessage(LogLevel.Error, "The carts of tenant {Tenant} could not be judged; the next round tries again")]
    private partial void LogFailed(Exception failure, TenantId tenant);
}
