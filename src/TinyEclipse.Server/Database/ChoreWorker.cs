namespace TinyEclipse.Server.Database;

/// <summary>Runs the chores. Of several servers the one that gets the lock does them; the others find little left an hour later.</summary>
public sealed partial class ChoreWorker(TenantDatabase database, IEnumerable<Chore> chores, TimeProvider clock, ILogger<ChoreWorker> logger) : BackgroundService
{
    private const long AdvisoryLock = 0x7465_6368_6f72_6573; // "techores"
    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);
    private static readonly TimeSpan NightBegins = TimeSpan.FromHours(2); // UTC

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, clock);
        do
        {
            try
            {
                await RunDueAsync(stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                LogRoundFailed(failure);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>What a server does each time it comes by.</summary>
    public async Task RunDueAsync(CancellationToken cancellationToken)
    {
        await using var held = await database.BeginAcrossTenantsAsync(cancellationToken);
        if (!await held.QuerySingleAsync<bool>("select pg_try_advisory_xact_lock(@AdvisoryLock)", new { AdvisoryLock }, cancellationToken))
            return;

        foreach (var chore in chores)
        {
            try
            {
                if (!chore.IsNightly)
                    await chore.RunAsync(cancellationToken);
                else if (await IsDueTonightAsync(chore, cancellationToken))
                    await RunNightlyAsync(chore, cancellationToken);
            }
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
            {
                LogChoreFailed(failure, chore.Name); // the others must not suffer
            }
        }
    }

    private async Task<bool> IsDueTonightAsync(Chore chore, CancellationToken cancellationToken)
    {
        const string Sql = "select not exists (select from chore_runs where name = @Name and ran_at >= @lastNight)";
        var now = clock.GetUtcNow().UtcDateTime;
        var tonight = now.Date + NightBegins;
        var lastNight = tonight <= now ? tonight : tonight.AddDays(-1);
        await using var transaction = await database.BeginAcrossTenantsAsync(cancellationToken);
        return await transaction.QuerySingleAsync<bool>(Sql, new { chore.Name, lastNight }, cancellationToken);
    }

    /// <summary>One that fails is done again by the next round.</summary>
    private async Task RunNightlyAsync(Chore chore, CancellationToken cancellationToken)
    {
        const string Sql = "insert into chore_runs (name, ran_at) values (@Name, @begun) on conflict (name) do update set ran_at = excluded.ran_at";
        var begun = clock.GetUtcNow();
        await chore.RunAsync(cancellationToken);
        await using var transaction = await database.BeginAcrossTenantsAsync(cancellationToken);
        await transaction.ExecuteAsync(Sql, new { chore.Name, begun }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    [LoggerMessage(LogLevel.Error, "The chore {Chore} failed")]
    private partial void LogChoreFailed(Exception failure, string chore);

    [LoggerMessage(LogLevel.Error, "The chores could not be begun")]
    private partial void LogRoundFailed(Exception failure);
}
