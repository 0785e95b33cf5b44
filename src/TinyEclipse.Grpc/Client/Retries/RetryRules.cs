using System.Globalization;
using Grpc.Core;
using Grpc.Framing;
using Grpc.Net.Client.Configuration;

namespace Grpc.Net.Client.Retries;

/// <summary>A retry policy that was found complete. Decides, but neither waits nor counts.</summary>
internal sealed class RetryRules
{
    private readonly HashSet<StatusCode> _retryable;
    private readonly TimeSpan _initialBackoff;
    private readonly TimeSpan _maxBackoff;
    private readonly double _backoffMultiplier;

    public RetryRules(RetryPolicy policy, int? channelMaxAttempts)
    {
        MaxAttempts = Math.Min(AtLeast(policy.MaxAttempts, 2, nameof(policy.MaxAttempts)), channelMaxAttempts ?? int.MaxValue);
        _initialBackoff = Positive(policy.InitialBackoff, nameof(policy.InitialBackoff));
        _maxBackoff = Positive(policy.MaxBackoff, nameof(policy.MaxBackoff));
        _backoffMultiplier = AtLeast(policy.BackoffMultiplier, double.Epsilon, nameof(policy.BackoffMultiplier));
        _retryable = [.. policy.RetryableStatusCodes];
        if (_retryable.Count == 0)
            throw Invalid(nameof(policy.RetryableStatusCodes), "names no status");
    }

    public int MaxAttempts { get; }

    public bool IsRetryable(StatusCode status) => _retryable.Contains(status);

    /// <summary>The first, second, ... wait: a fifth more or less, so that clients that failed together do not return together.</summary>
    public TimeSpan Backoff(int number, double random)
    {
        var exact = Math.Min(_initialBackoff.Ticks * Math.Pow(_backoffMultiplier, number - 1), _maxBackoff.Ticks);
        return TimeSpan.FromTicks((long)(exact * (0.8 + (0.4 * random))));
    }

    /// <summary>What the server says about trying again: nothing (null), when, or not at all (negative).</summary>
    public static TimeSpan? Pushback(Metadata trailers)
    {
        if (trailers.GetValue(GrpcProtocol.RetryPushbackHeader) is not { } text)
            return null;
        var isUnderstood = int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var milliseconds);
        return TimeSpan.FromMilliseconds(isUnderstood ? milliseconds : -1);
    }

    private static T AtLeast<T>(T? value, T least, string name)
        where T : struct, IComparable<T> =>
        value is { } set && set.CompareTo(least) >= 0 ? set : throw Invalid(name, $"must be at least {least}");

    private static TimeSpan Positive(TimeSpan? value, string name) =>
        value is { } set && set > TimeSpan.Zero ? set : throw Invalid(name, "must be greater than zero");

    private static InvalidOperationException Invalid(string name, string rule) => new($"Retry policy: {name} {rule}.");
}
