using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Options;
using TinyEclipse.Notifications.V1;
using TinyEclipse.Server.Database;
using TinyEclipse.Server.Privacy;
using TinyEclipse.Server.Rpc;
using TinyEclipse.Server.Tenancy;

namespace TinyEclipse.Server.Outbox;

/// <summary>A message to send. The payload names what it is made of, in JSON, and holds no secrets.</summary>
public sealed record OutboxDraft(OutboxKind Kind, string Destination, string Summary, string Payload, DateTimeOffset NotBefore, DateTimeOffset ExpiresAt);

/// <summary>The SQL of the outbox as its tenants see it; OutboxStore.Delivery.cs is the workers' part.</summary>
public sealed partial class OutboxStore(TenantDatabase database, TimeProvider clock, IOptions<OutboxOptions> options, IOptions<RetentionOptions> retention)
{
    private const string Columns =
        "id, kind, state, destination, summary, attempt_count, last_error, created_at, next_attempt_at, closed_at";

    /// <summary>Puts messages in the outbox. They leave when the caller's transaction commits, and not otherwise.</summary>
    public Task EnqueueAsync(TenantTransaction transaction, IReadOnlyCollection<OutboxDraft> drafts, CancellationToken cancellationToken) =>
        EnqueueAsync(transaction, transaction.Tenant, drafts, cancellationToken);

    /// <summary>Likewise what is about a person and no tenant's business.</summary>
    public Task EnqueueAcrossTenantsAsync(WorkerTransaction transaction, IReadOnlyCollection<OutboxDraft> drafts, CancellationToken cancellationToken) =>
        EnqueueAsync(transaction, TenantId.None, drafts, cancellationToken);

    private async Task EnqueueAsync(ServerTransaction transaction, TenantId tenant, IReadOnlyCollection<OutboxDraft> drafts, CancellationToken cancellationToken)
    {
        const string Sql = """
            insert into outbox_messages (tenant_id, id, kind, state, destination, summary, payload, next_attempt_at, expires_at, lifetime, created_at)
            select @Value, id, kind, @pending, destination, summary, payload::jsonb, next_attempt_at, expires_at, expires_at - next_attempt_at, @now
              from unnest(@ids, @kinds, @destinations, @summaries, @payloads, @notBefore, @expiresAt)
                as draft (id, kind, destination, summary, payload, next_attempt_at, expires_at)
            """;
        if (drafts.Count == 0)
            return;

        var arguments = new
        {
            tenant.Value,
            pending = (short)OutboxState.Pending,
            now = clock.GetUtcNow(),
            ids = drafts.Select(_ => Guid.CreateVersion7()).ToArray(),
            kinds = drafts.Select(draft => (short)draft.Kind).ToArray(),
            destinations = drafts.Select(draft => draft.Destination).ToArray(),
            summaries = drafts.Select(draft => draft.Summary).ToArray(),
            payloads = drafts.Select(draft => draft.Payload).ToArray(),
            notBefore = drafts.Select(draft => draft.NotBefore).ToArray(),
            expiresAt = drafts.Select(draft => draft.ExpiresAt).ToArray(),
        };
        await transaction.ExecuteAsync(Sql, arguments, cancellationToken);
        await SignalAsync(transaction, cancellationToken);
    }

    public async Task<IReadOnlyList<OutboxMessage>> ListAsync(TenantId tenant, OutboxState state, TimePage page, CancellationToken cancellationToken)
    {
        const string Sql = $"""
            select {Columns}
              from outbox_messages
             where tenant_id = @Value
               and (created_at, id) < (@BeforeTime, @BeforeId)
             order by created_at desc, id desc
             limit @Limit
            """;
        const string SqlOfState = $"""
            select {Columns}
              from outbox_messages
             where tenant_id = @Value
               and state = @state
               and (created_at, id) < (@BeforeTime, @BeforeId)
             order by created_at desc, id desc
             limit @Limit
            """;
        await using var transaction = await database.BeginAsync(tenant, cancellationToken);
        var rows = await transaction.QueryAsync<Row>(
            state == OutboxState.Unspecified ? Sql : SqlOfState,
            new { tenant.Value, state = (short)state, page.BeforeTime, page.BeforeId, page.Limit },
            cancellationToken);
        return [.. rows.Select(row => row.ToMessage())];
    }

    public async Task<OutboxMessage?> FindAsync(TenantId tenant, Guid id, CancellationToken cancellationToken)
    {
        const string Sql = $"select {Columns} from outbox_messages where tenant_id = @Value and id = @id";
        await using var transaction = await database.BeginAsync(tenant, cancellationToken);
        var row = await transaction.QuerySingleOrDefaultAsync<Row>(Sql, new { tenant.Value, id }, cancellationToken);
        return row?.ToMessage();
    }

    /// <summary>Gives a message that was given up as much time as it was given at first. Null when it was not given up, or is not there.</summary>
    public async Task<OutboxMessage?> RetryAsync(TenantId tenant, Guid id, CancellationToken cancellationToken)
    {
        const string Sql = $"""
            update outbox_messages
               set state = @pending,
                   attempt_count = 0,
                   next_attempt_at = @now,
                   expires_at = @now + lifetime,
                   closed_at = null
             where tenant_id = @Value
               and id = @id
               and state = @dead
            returning {Columns}
            """;
        var arguments = new { tenant.Value, id, pending = (short)OutboxState.Pending, dead = (short)OutboxState.Dead, now = clock.GetUtcNow() };
        await using var transaction = await database.BeginAsync(tenant, cancellationToken);
        var row = await transaction.QuerySingleOrDefaultAsync<Row>(Sql, arguments, cancellationToken);
        await SignalAsync(transaction, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return row?.ToMessage();
    }

    private static Task<int> SignalAsync(ServerTransaction transaction, CancellationToken cancellationToken) =>
        transaction.ExecuteAsync($"select pg_notify('{DatabaseSignals.Outbox}', '')", null, cancellationToken);

    private sealed record Row(
        Guid Id,
        short Kind,
        short State,
        string Destination,
        string Summary,
        int AttemptCount,
        string LastError,
        DateTime CreatedAt,
        DateTime NextAttemptAt,
        DateTime? ClosedAt)
    {
        public OutboxMessage ToMessage() => new()
        {
            Id = Id.ToString(),
            Kind = (OutboxKind)Kind,
            State = (OutboxState)State,
            Destination = Destination,
            Summary = Summary,
            AttemptCount = AttemptCount,
            LastError = LastError,
            CreateTime = Timestamp.FromDateTime(CreatedAt),
            NextAttemptTime = State == (short)OutboxState.Pending ? Timestamp.FromDateTime(NextAttemptAt) : null,
            CloseTime = ClosedAt is { } closed ? Timestamp.FromDateTime(closed) : null,
        };
    }
}
