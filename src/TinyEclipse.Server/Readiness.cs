using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace TinyEclipse.Server;

/// <summary>Ready once all that belongs to the start is done, the file with the development tokens included.</summary>
public sealed class Readiness : IHealthCheck
{
    private volatile bool _started;

    public void Started() => _started = true;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(_started ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("the server is starting"));
}
