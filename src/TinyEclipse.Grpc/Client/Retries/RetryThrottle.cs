using Grpc.Net.Client.Configuration;

namespace Grpc.Net.Client.Retries;

/// <summary>The channel's budget of retries: while most calls fail, trying again would only add to the load.</summary>
internal sealed class RetryThrottle
{
    private readonly Lock _lock = new();
    private readonly int _maxTokens;
    private readonly double _tokenRatio;
    private double _tokens;

    public RetryThrottle(RetryThrottlingPolicy policy)
    {
        _maxTokens = policy.MaxTokens is { } tokens and > 0 and <= 1000
            ? tokens
            : throw new InvalidOperationException("Retry throttling: MaxTokens must be from 1 to 1000.");
        _tokenRatio = policy.TokenRatio is { } ratio and > 0
            ? ratio
            : throw new InvalidOperationException("Retry throttling: TokenRatio must be greater than zero.");
        _tokens = _maxTokens;
    }

    public bool AllowsRetry
    {
        get
        {
            lock (_lock)
                return _tokens > _maxTokens / 2.0;
        }
    }

    public void Failed() => Add(-1);

    public void Succeeded() => Add(_tokenRatio);

    private void Add(double tokens)
    {
        lock (_lock)
            _tokens = Math.Clamp(_tokens + tokens, 0, _maxTokens);
    }
}
