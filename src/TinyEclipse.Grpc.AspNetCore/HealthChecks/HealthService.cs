using Grpc.Core;
using Grpc.Health.V1;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using ServingStatus = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace Grpc.AspNetCore.HealthChecks;

/// <summary>grpc.health.v1 over ASP.NET Core's health checks.</summary>
internal sealed class HealthService(HealthCheckService checks, HealthChanges changes, IOptions<GrpcHealthChecksOptions> options)
    : Health.V1.Health.HealthBase
{
    public override async Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context)
    {
        var includes = options.Value.Services.Find(request.Service)
            ?? throw new RpcException(new Status(StatusCode.NotFound, "The service is not known here."));
        return new HealthCheckResponse { Status = await CheckAsync(includes, context.CancellationToken) };
    }

    public override async Task Watch(
        HealthCheckRequest request, IServerStreamWriter<HealthCheckResponse> responseStream, ServerCallContext context)
    {
        var includes = options.Value.Services.Find(request.Service);
        var next = changes.Next;
        var status = includes is null ? ServingStatus.ServiceUnknown : await CheckAsync(includes, context.CancellationToken);
        await responseStream.WriteAsync(new HealthCheckResponse { Status = status }, context.CancellationToken);

        while (true)
        {
            await next.WaitAsync(context.CancellationToken);
            next = changes.Next;
            if (includes is null || changes.Latest is not { } report || status == Judge(report, includes))
                continue;
            status = Judge(report, includes);
            await responseStream.WriteAsync(new HealthCheckResponse { Status = status }, context.CancellationToken);
        }
    }

    private async Task<ServingStatus> CheckAsync(Func<HealthCheckMapContext, bool> includes, CancellationToken cancellationToken)
    {
        var report = await checks.CheckHealthAsync(check => includes(new HealthCheckMapContext(check.Name, check.Tags)), cancellationToken);
        return Judge(report, includes);
    }

    private static ServingStatus Judge(HealthReport report, Func<HealthCheckMapContext, bool> includes) =>
        report.Entries.Any(entry => entry.Value.Status == HealthStatus.Unhealthy && includes(new HealthCheckMapContext(entry.Key, entry.Value.Tags)))
            ? ServingStatus.NotServing
            : ServingStatus.Serving;
}
