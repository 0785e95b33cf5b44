using TinyEclipse.Notifications.V1;
using TinyEclipse.Server.Database;
using TinyEclipse.Server.Tenancy;

namespace TinyEclipse.Server.Outbox;

/// <summary>One way for messages to leave. The outbox knows when to try; the feature that owns the channel knows how.</summary>
public abstract class OutboxChannel(OutboxKind kind)
{
    public OutboxKind Kind => kind;

    /// <summary>Tries once. It may be called again after a crash, so the receiver must be able to tell a repetition.</summary>
    public abstract Task<OutboxAttempt> TryAsync(OutboxItem item, CancellationToken cancellationToken);
}

/// <summary>A message that this server has claimed until the end of the lease, which also tells this claim from a later one.</summary>
public sealed record OutboxItem(
    TenantId Tenant, Guid Id, OutboxKind Kind, string Payload, int AttemptCount, DateTime LeaseEnd, DateTime CreatedAt, DateTime ExpiresAt);

/// <summary>How a try went, and what the channel writes down in the transaction that records it.</summary>
public sealed record OutboxAttempt(OutboxAnswer Answer, Func<TenantTransaction, OutboxState, CancellationToken, Task>? RecordAsync = null);

/// <summary>What became of a try.</summary>
public abstract record OutboxAnswer
{
    private OutboxAnswer()
    {
    }

    public sealed record Delivered : OutboxAnswer;

    /// <summary>It may work later, not before the time that the receiver asks for.</summary>
    public sealed record Later(string Error, TimeSpan? RetryAfter = null) : OutboxAnswer;

    /// <summary>The server lacks what it takes, so it did not try: it waits, and the try does not count.</summary>
    public sealed record Held(string Reason) : OutboxAnswer;

    /// <summary>It will never work.</summary>
    public sealed record Never(string Error) : OutboxAnswer;

    /// <summary>Nobody is there to deliver to any more, which is nobody's fault.</summary>
    public sealed record Unwanted(string Reason) : OutboxAnswer;
}
