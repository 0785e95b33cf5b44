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

    /// <summary>Judges all carts that are due now. A tenant whose round fails does not keep the others waiting.</summary>
    public async Task JudgeDueAsync(CancellationToken cancellationToken)
    {
        foreach (var tenant in await carts.ListTenantsWithDueCartsAcrossTenantsAsync(clock.GetUtcNow(), cancellationToken))
        {
            try
            {
                while (await JudgeSomeAsync(tenant, cancellationToken) == MostAtOnce)
                    LogMore(tenant);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                LogFailed(failure, tenant);
            }
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

    [LoggerMessage(LogLevel.Information, "More than one batch of carts of tenant {Tenant} was due")]
    private partial void LogMore(TenantId tenant);

    [LoggerMessage(LogLevel.Error, "The carts of tenant {Tenant} could not be judged; the next round tries again")]
    private partial void LogFailed(Exception failure, TenantId tenant);
}
