using Grpc.Core;
using Grpc.Framing;

namespace Grpc.Net.Client.Calls;

/// <summary>When a call has to be over, by its own options and by the call it belongs to.</summary>
internal static class CallDeadline
{
    /// <summary>Null for none. <see cref="DateTime.MaxValue"/> means none, too.</summary>
    public static DateTime? Of(CallOptions options)
    {
        var (own, parent) = (options.Deadline, options.PropagationToken?.Deadline);
        var earlier = own is null || parent < own ? parent : own;
        if (earlier is null || earlier == DateTime.MaxValue)
            return null;
        return earlier is { Kind: DateTimeKind.Utc } || earlier == DateTime.MinValue
            ? earlier
            : throw new InvalidOperationException("A deadline must be in UTC: its kind must be DateTimeKind.Utc.");
    }

    public static void Start(CancellationTokenSource stop, DateTime? deadline)
    {
        if (deadline is null)
            return;

        var left = deadline.Value - DateTime.UtcNow;
        if (left <= TimeSpan.Zero)
            stop.Cancel();
        else if (DeadlineTimer.For(left) is { } due)
            stop.CancelAfter(due);
    }
}
