using Grpc.Core;

namespace Grpc.Net.Client.Configuration;

/// <summary>When and how often a call is tried again. Every value has to be set.</summary>
public sealed class RetryPolicy
{
    /// <summary>Counts the first attempt; at least 2. The channel may allow fewer.</summary>
    public int? MaxAttempts { get; set; }

    public TimeSpan? InitialBackoff { get; set; }

    public TimeSpan? MaxBackoff { get; set; }

    /// <summary>By which each wait is longer than the one before.</summary>
    public double? BackoffMultiplier { get; set; }

    public IList<StatusCode> RetryableStatusCodes { get; } = [];
}

/// <summary>A budget of tokens: a failure takes one, a success gives a part of one back, and below half of them nothing is retried.</summary>
public sealed class RetryThrottlingPolicy
{
    public int? MaxTokens { get; set; }

    public double? TokenRatio { get; set; }
}
