namespace TinyEclipse.Server.Database;

/// <summary>Runs the chores. Of several servers the one that gets the lock does them; the others find little left an hour later.</summary>
public sealed partial class ChoreWorker(TenantDatabase database, IEnumerable<Chore> chores, TimeProvider clock, ILogger<ChoreWorker> logger) : BackgroundService
{
    private const long AdvisoryLock = 0x7465_6368_6f72_6573; // "techores"
    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, clock);
        do
        {
            try
            {
                await RunAllAsync(stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                LogRoundFailed(failure);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task RunAllAsync(CancellationToken cancellationToken)
    {
        await using var held = await database.BeginAcrossTenantsAsync(cancellationToken);
        if (!await held.QuerySingleAsync<bool>("select pg_try_advisory_xact_lock(@AdvisoryLock)", new { AdvisoryLock }, cancellationToken))
            return;

        foreach (var chore in chores)
        {
            try
            {
                await chore.RunAsync(cancellationToken);
            }
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
            {
                LogChoreFailed(failure, chore.Name); // the others must not suffer
            }
        }
    }

    [LoggerMessage(LogLevel.Error, "The chore {Chore} failed")]
    private partial void LogChoreFailed(Exception failure, string chore);

    [LoggerMessage(LogLevel.Error, "The chores could not be begun")]
    private partial void LogRoundFailed(Exception failure);
}
