using TinyEclipse.Notifications.V1;
using TinyEclipse.Server.Database;
using TinyEclipse.Server.Tenancy;

namespace TinyEclipse.Server.Outbox;

public sealed partial class OutboxStore
{
    /// <summary>
    /// Claims due messages for this server until <paramref name="leaseEnd"/>; a server that dies meanwhile leaves them to the others then.
    /// The try is counted here, so that a message that brings a server down runs out of tries all the same. What has none left, or has expired, is closed.
    /// </summary>
    public async Task<IReadOnlyList<OutboxItem>> ClaimAcrossTenantsAsync(
        IReadOnlyCollection<Guid> busyTenants, int atMost, DateTimeOffset leaseEnd, CancellationToken cancellationToken)
    {
        while (true)
        {
            var rows = await ClaimOrCloseAsync(busyTenants, atMost, leaseEnd, cancellationToken);
            var claimed = rows.Where(row => !row.IsClosed).Select(row => row.ToItem()).ToList();
            if (claimed.Count > 0 || rows.Count == 0)
                return claimed;
        }
    }

    private async Task<IReadOnlyList<ClaimedRow>> ClaimOrCloseAsync(
        IReadOnlyCollection<Guid> busyTenants, int atMost, DateTimeOffset leaseEnd, CancellationToken cancellationToken)
    {
        const string Sql = """
            with due as materialized (
                select tenant_id, id,
                       case when expires_at <= @now then 'expired'
                            when attempt_count >= @MostAttempts then 'tried too often'
                        end as verdict
                  from outbox_messages
                 where state = 1 -- written out for the partial index
                   and next_attempt_at <= @now
                   and tenant_id <> all (@busyTenants)
                 order by next_attempt_at
                 limit @atMost
                   for update skip locked
            )
            update outbox_messages as message
               set state = case when due.verdict is null then message.state else @dead end,
                   attempt_count = message.attempt_count + case when due.verdict is null then 1 else 0 end,
                   next_attempt_at = @leaseEnd,
                   last_error = coalesce(due.verdict, message.last_error),
                   closed_at = case when due.verdict is null then null else @now end
              from due
             where message.tenant_id = due.tenant_id
               and message.id = due.id
            returning message.tenant_id, message.id, message.kind, message.payload::text as payload,
                      message.attempt_count, message.next_attempt_at as lease_end, message.created_at, message.expires_at,
                      due.verdict is not null as is_closed
            """;
        var arguments = new
        {
            busyTenants = busyTenants.ToArray(),
            atMost,
            leaseEnd,
            options.Value.MostAttempts,
            dead = (short)OutboxState.Dead,
            now = clock.GetUtcNow(),
        };
        await using var transaction = await database.BeginAcrossTenantsAsync(cancellationToken);
        var rows = await transaction.QueryAsync<ClaimedRow>(Sql, arguments, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return rows;
    }

    /// <summary>
    /// Writes down how a try went. False when it no longer counts: the message was closed meanwhile, or the lease ran out and another server tries.
    /// What was delivered counts always: nobody shall try again.
    /// </summary>
    public async Task<bool> RecordAsync(TenantTransaction transaction, OutboxItem item, OutboxDecision decision, CancellationToken cancellationToken)
    {
        const string Sql = """
            update outbox_messages
               set state = @state,
                   last_error = @Error,
                   attempt_count = attempt_count - @uncounted,
                   next_attempt_at = @NextAttemptAt,
                   closed_at = case when @state = @pending then null else @now end
             where tenant_id = @Value
               and id = @Id
               and state = @pending
               and (next_attempt_at = @LeaseEnd or @state = @delivered)
            """;
        var arguments = new
        {
            transaction.Tenant.Value,
            item.Id,
            item.LeaseEnd,
            decision.Error,
            decision.NextAttemptAt,
            uncounted = decision.Counts ? 0 : 1,
            state = (short)decision.State,
            pending = (short)OutboxState.Pending,
            delivered = (short)OutboxState.Delivered,
            now = clock.GetUtcNow(),
        };
        return await transaction.ExecuteAsync(Sql, arguments, cancellationToken) == 1;
    }

    /// <summary>Gives a claim back: the try was broken off, and anybody may begin again at once.</summary>
    public async Task ReleaseAsync(TenantId tenant, OutboxItem item, CancellationToken cancellationToken)
    {
        const string Sql = """
            update outbox_messages
               set next_attempt_at = @now
             where tenant_id = @Value
               and id = @Id
               and state = @pending
               and next_attempt_at = @LeaseEnd
            """;
        await using var transaction = await database.BeginAsync(tenant, cancellationToken);
        var arguments = new { tenant.Value, item.Id, item.LeaseEnd, pending = (short)OutboxState.Pending, now = clock.GetUtcNow() };
        await transaction.ExecuteAsync(Sql, arguments, cancellationToken);
        await SignalAsync(transaction, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Messages go some time after they were closed.</summary>
    public Task DeleteOldAcrossTenantsAsync(CancellationToken cancellationToken)
    {
        const string Sql = """
            delete from outbox_messages
             where (tenant_id, id) in (select tenant_id, id from outbox_messages where closed_at < @before limit 5000)
            """;
        return database.DeleteInBitesAcrossTenantsAsync(Sql, new { before = clock.GetUtcNow().AddDays(-retention.Value.OutboxDays) }, cancellationToken);
    }

    private sealed record ClaimedRow(
        Guid TenantId, Guid Id, short Kind, string Payload, int AttemptCount, DateTime LeaseEnd, DateTime CreatedAt, DateTime ExpiresAt, bool IsClosed)
    {
        public OutboxItem ToItem() => new(new TenantId(TenantId), Id, (OutboxKind)Kind, Payload, AttemptCount, LeaseEnd, CreatedAt, ExpiresAt);
    }
}
