namespace Grpc.Net.Client.Configuration;

/// <summary>How a channel's calls behave, method by method.</summary>
public sealed class ServiceConfig
{
    public IList<MethodConfig> MethodConfigs { get; } = [];

    /// <summary>Stops retries while most calls fail. Unset: retries are not throttled.</summary>
    public RetryThrottlingPolicy? RetryThrottling { get; set; }
}
