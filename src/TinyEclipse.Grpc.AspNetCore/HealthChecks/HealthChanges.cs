using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Grpc.AspNetCore.HealthChecks;

/// <summary>Is told each report of ASP.NET Core's health checks, and wakes those who watch.</summary>
internal sealed class HealthChanges : IHealthCheckPublisher
{
    private volatile TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile HealthReport? _latest;

    /// <summary>Null before the first report.</summary>
    public HealthReport? Latest => _latest;

    /// <summary>To be asked for before <see cref="Latest"/>, so that no report is missed.</summary>
    public Task Next => _next.Task;

    public Task PublishAsync(HealthReport report, CancellationToken cancellationToken)
    {
        _latest = report;
        Interlocked.Exchange(ref _next, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
        return Task.CompletedTask;
    }
}
