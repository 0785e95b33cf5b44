using TinyEclipse.Server.Database;
using TinyEclipse.Server.Features.Contacts;
using TinyEclipse.Server.Features.Events;
using TinyEclipse.Server.Features.Journey;
using TinyEclipse.Server.Rpc;
using TinyEclipse.Server.Tenancy;

namespace TinyEclipse.Server.Features.AbandonedCarts;

/// <summary>Takes in what sites report: the cart, its contact, its journey and its event in one commit, which reports of the same moment share.</summary>
public sealed class CartRecorder
{
    private const int MostAtOnce = 128;

    private readonly AbandonedCartStore _carts;
    private readonly ContactMatcher _contacts;
    private readonly JourneyStore _journeys;
    private readonly EventStore _events;
    private readonly TenantDatabase _database;
    private readonly TimeProvider _clock;
    private readonly GroupCommit<CartArrival, StoredCart> _commits;

    public CartRecorder(AbandonedCartStore carts, ContactMatcher contacts, JourneyStore journeys, EventStore events, TenantDatabase database, TimeProvider clock)
    {
        (_carts, _contacts, _journeys, _events, _database, _clock) = (carts, contacts, journeys, events, database, clock);
        _commits = new(CommitAsync, MostAtOnce);
    }

    /// <summary>The cart after this report, once that is committed.</summary>
    public Task<StoredCart> RecordAsync(TenantId tenant, CartArrival arrival, CancellationToken cancellationToken) =>
        _commits.AddAsync(tenant, arrival, cancellationToken);

    private async Task<IReadOnlyList<StoredCart>> CommitAsync(TenantId tenant, IReadOnlyList<CartArrival> arrivals, CancellationToken cancellationToken)
    {
        while (true)
        {
            await using var transaction = await _database.BeginAsync(tenant, cancellationToken);
            var stored = await _carts.FindForReportsAsync(transaction, [.. arrivals.Select(arrival => arrival.Key).Distinct()], cancellationToken);
            var contacts = await _contacts.OpenAsync(transaction, NewIdentities(stored, arrivals), cancellationToken);
            var batch = new CartBatch(stored, contacts, Times.Now(_clock));
            var recorded = arrivals.Select(batch.Take).ToList();

            await _contacts.SaveAsync(transaction, contacts, cancellationToken);
            // When another server was faster with the first report of a cart, there now is a row to lock: begin anew.
            if (!await _carts.TrySaveReportedAsync(transaction, batch.Changed, cancellationToken))
                continue;

            await _events.AppendAsync(transaction, batch.Events, cancellationToken);
            await _journeys.AppendAsync(transaction, batch.Notes, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return recorded;
        }
    }

    // A cart whose shopper is known and unchanged, as in most reports, has its contact already.
    private static List<(Guid SiteId, ContactIdentity Identity)> NewIdentities(IReadOnlyList<StoredCart> stored, IReadOnlyList<CartArrival> arrivals)
    {
        var shoppers = stored.ToDictionary(cart => cart.Key, cart => cart.Cart.Shopper);
        return [.. arrivals
            .GroupBy(arrival => arrival.Key)
            .Where(reports => reports.Any(arrival => arrival.Report.Shopper != shoppers.GetValueOrDefault(reports.Key)))
            .SelectMany(reports => reports.Select(arrival => (arrival.SiteId, arrival.Report.Shopper.ToIdentity())))
            .Distinct()];
    }
}
