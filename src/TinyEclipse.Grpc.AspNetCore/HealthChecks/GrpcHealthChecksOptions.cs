namespace Grpc.AspNetCore.HealthChecks;

/// <summary>Which health checks a service's status is made of.</summary>
public sealed class GrpcHealthChecksOptions
{
    /// <summary>Unless the name "" is mapped here, it stands for all checks.</summary>
    public ServiceMappingCollection Services { get; } = new();
}
