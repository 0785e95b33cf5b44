using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using TinyEclipse.Notifications.V1;
using TinyEclipse.Server.Database;

namespace TinyEclipse.Server.Outbox;

/// <summary>Delivers what is in the outbox, many messages at a time. Any number of servers may run one.</summary>
public sealed partial class OutboxWorker(
    OutboxStore outbox,
    TenantDatabase database,
    DatabaseSignals signals,
    IEnumerable<OutboxChannel> channels,
    TimeProvider clock,
    IOptions<OutboxOptions> options,
    ILogger<OutboxWorker> logger) : BackgroundService
{
    private static readonly TimeSpan FinishWithin = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RecordWithin = TimeSpan.FromSeconds(5);

    private readonly Dictionary<OutboxKind, OutboxChannel> _channels = channels.ToDictionary(channel => channel.Kind);
    private readonly ConcurrentDictionary<Guid, OutboxItem> _underWay = new();
    private readonly WakeUp _wakeUp = new();
    private volatile bool _moreIsDue;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var subscription = signals.Subscribe(DatabaseSignals.Outbox, "", _wakeUp);
        using var breakOff = new CancellationTokenSource();
        try
        {
            while (true)
            {
                if (!await StartDueAsync(breakOff.Token, stoppingToken))
                    await _wakeUp.WaitAsync(TimeSpan.FromSeconds(options.Value.PollSeconds), stoppingToken);
            }
        }
        finally
        {
            // What is on its way may arrive; the rest is given back, for another server or the next start.
            await IdleAsync(FinishWithin);
            await breakOff.CancelAsync();
            await IdleAsync(RecordWithin);
        }
    }

    /// <summary>Claims and starts due messages. True when there may be more and room for them.</summary>
    private async Task<bool> StartDueAsync(CancellationToken breakOff, CancellationToken stoppingToken)
    {
        // All that is claimed at once may be one tenant's, so only those take part who have room for it: half of what a tenant may have.
        var (parallelism, perTenant) = (options.Value.Parallelism, options.Value.ParallelismPerTenant);
        var share = Math.Max(1, perTenant / 2);
        var busyTenants = _underWay.Values.GroupBy(item => item.Tenant.Value).Where(items => items.Count() > perTenant - share).Select(items => items.Key).ToList();
        var atMost = Math.Min(parallelism - _underWay.Count, share);
        _moreIsDue = true; // until the claim shows otherwise: a message that ends meanwhile wakes us
        if (atMost <= 0)
            return false;

        try
        {
            var leaseEnd = clock.GetUtcNow().AddSeconds(options.Value.LeaseSeconds);
            var claimed = await outbox.ClaimAcrossTenantsAsync(busyTenants, atMost, leaseEnd, stoppingToken);
            foreach (var item in claimed)
            {
                _underWay[item.Id] = item;
                _ = DeliverAsync(item, breakOff);
            }
            _moreIsDue = claimed.Count == atMost || busyTenants.Count > 0;
            return claimed.Count == atMost;
        }
        catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
        {
            LogClaimFailed(failure); // the database may be away; the next round tries again
            return false;
        }
    }

    private async Task DeliverAsync(OutboxItem item, CancellationToken breakOff)
    {
        try
        {
            var attempt = await TryAsync(item, breakOff);
            await RecordAsync(item, attempt);
        }
        catch (OperationCanceledException) when (breakOff.IsCancellationRequested)
        {
            await ReleaseAsync(item);
        }
        catch (Exception failure)
        {
            LogNotRecorded(failure, item.Id); // it is tried again when the lease ends
        }
        finally
        {
            _underWay.TryRemove(item.Id, out _);
            if (_moreIsDue)
                _wakeUp.Set();
        }
    }

    private async Task<OutboxAttempt> TryAsync(OutboxItem item, CancellationToken breakOff)
    {
        try
        {
            return await _channels[item.Kind].TryAsync(item, breakOff);
        }
        catch (Exception failure) when (!breakOff.IsCancellationRequested)
        {
            LogTryFailed(failure, item.Id);
            return new OutboxAttempt(new OutboxAnswer.Later("the server could not try"));
        }
    }

    private async Task RecordAsync(OutboxItem item, OutboxAttempt attempt)
    {
        // Not bound to the stop of the server: what was delivered should be known as delivered.
        using var within = new CancellationTokenSource(RecordWithin);
        var now = clock.GetUtcNow().UtcDateTime;
        var firstWait = TimeSpan.FromSeconds(options.Value.FirstRetrySeconds);
        var decision = OutboxRules.Decide(attempt.Answer, item, now, firstWait, options.Value.MostAttempts, Random.Shared.NextDouble());

        await using var transaction = await database.BeginAsync(item.Tenant, within.Token);
        if (!await outbox.RecordAsync(transaction, item, decision, within.Token))
            return;

        if (attempt.RecordAsync is { } alsoRecordAsync)
            await alsoRecordAsync(transaction, decision.State, within.Token);
        await transaction.CommitAsync(within.Token);
        LogTried(item.Id, decision.State, item.AttemptCount, decision.Error);
    }

    private async Task ReleaseAsync(OutboxItem item)
    {
        try
        {
            using var within = new CancellationTokenSource(RecordWithin);
            await outbox.ReleaseAsync(item.Tenant, item, within.Token);
        }
        catch (Exception failure)
        {
            LogNotRecorded(failure, item.Id);
        }
    }

    private async Task IdleAsync(TimeSpan atMost)
    {
        var since = clock.GetTimestamp();
        while (!_underWay.IsEmpty && clock.GetElapsedTime(since) < atMost)
            await Task.Delay(10);
    }

    [LoggerMessage(LogLevel.Debug, "Outbox message {Id} is {State} after {Attempts} tries: {Error}")]
    private partial void LogTried(Guid id, OutboxState state, int attempts, string error);

    [LoggerMessage(LogLevel.Error, "Outbox message {Id} could not be tried")]
    private partial void LogTryFailed(Exception failure, Guid id);

    [LoggerMessage(LogLevel.Warning, "How outbox message {Id} went could not be recorded; it is tried again when its lease ends")]
    private partial void LogNotRecorded(Exception failure, Guid id);

    [LoggerMessage(LogLevel.Error, "The outbox could not be read")]
    private partial void LogClaimFailed(Exception failure);
}
