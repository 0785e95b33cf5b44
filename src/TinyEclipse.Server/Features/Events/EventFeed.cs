using System.Runtime.CompilerServices;
using Npgsql;
using TinyEclipse.Server.Database;
using TinyEclipse.Server.Tenancy;

namespace TinyEclipse.Server.Features.Events;

/// <summary>Follows a tenant's events as they are committed.</summary>
public sealed class EventFeed(EventStore events, DatabaseSignals signals)
{
    private static readonly TimeSpan LookAnyway = TimeSpan.FromSeconds(15); // should a signal get lost
    private static readonly TimeSpan LookAgainSoon = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LookAgainLater = TimeSpan.FromSeconds(1);

    /// <summary>Events after the start, without end. The next ones are read when these have been taken.</summary>
    public async IAsyncEnumerable<EventEntry> FollowAsync(TenantId tenant, EventStart start, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var wakeUp = new WakeUp();
        using var subscription = signals.Subscribe(DatabaseSignals.Events, tenant.ToString(), wakeUp);
        var lookAgain = LookAgainSoon;
        while (true)
        {
            var batch = await ReadAsync(tenant, start, cancellationToken);
            foreach (var entry in batch.Events)
            {
                yield return entry;
                start = start with { After = entry.Place };
            }
            if (batch.Events.Count == EventStore.BatchSize)
                continue;

            // Nobody signals the end of the transaction that holds others back, so it is waited for by looking.
            lookAgain = batch.IsHeldBack && lookAgain < LookAgainLater ? 2 * lookAgain : LookAgainSoon;
            await wakeUp.WaitAsync(batch.IsHeldBack ? lookAgain : LookAnyway, cancellationToken);
        }
    }

    /// <summary>A database that restarts is waited for: whoever watches need not notice.</summary>
    private async Task<EventBatch> ReadAsync(TenantId tenant, EventStart start, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await events.ReadAsync(tenant, start, cancellationToken);
            }
            catch (NpgsqlException failure) when (failure.IsTransient || failure.SqlState == PostgresErrorCodes.AdminShutdown)
            {
                await Task.Delay(LookAgainLater, cancellationToken);
            }
        }
    }
}
