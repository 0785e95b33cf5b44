using Microsoft.Extensions.Options;

namespace TinyEclipse.Server.Features.AbandonedCarts;

public sealed partial class CartJudgeWorker(CartJudge judge, IOptions<CartOptions> options, ILogger<CartJudgeWorker> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(options.Value.PollSeconds));
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await judge.JudgeDueAsync(stoppingToken);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                LogFailed(failure); // one bad round must not stop the worker; the next tick tries again
            }
        }
    }

    [LoggerMessage(LogLevel.Error, "A round of judging carts failed")]
    private partial void LogFailed(Exception failure);
}
