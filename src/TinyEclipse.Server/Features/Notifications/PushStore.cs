using System.Text.Json;
using TinyEclipse.Notifications.V1;
using TinyEclipse.Server.Database;
using TinyEclipse.Server.Features.Notifications.WebPush;
using TinyEclipse.Server.Tenancy;
using TinyEclipse.Tenants.V1;

namespace TinyEclipse.Server.Features.Notifications;

/// <summary>All that a push is made of, as it stands at the moment of sending.</summary>
public sealed record PushJob(
    Guid NotificationId,
    Guid DeviceId,
    NotificationType Type,
    NotificationFacts Facts,
    Guid? SubjectId,
    Guid? ContactId,
    bool IsSummary,
    long SummarizedCount,
    DateTime CreatedAt,
    string Language,
    PushTarget Target,
    string VapidKey,
    bool MayRead,
    Plan Plan);

/// <summary>The SQL of delivering pushes.</summary>
public sealed class PushStore(TenantDatabase database, PushTargets targets, TimeProvider clock)
{
    private const int MostMalformed = 3;

    /// <summary>Null when the device is gone, or another person's by now.</summary>
    public async Task<PushJob?> FindAsync(TenantId tenant, PushReference reference, CancellationToken cancellationToken)
    {
        const string Sql = """
            select notification.id as notification_id, device.id as device_id,
                   notification.type, notification.facts::text as facts, notification.subject_id, notification.contact_id,
                   notification.is_summary, notification.created_at,
                   (select count(*)
                      from notifications as summarized
                     where summarized.tenant_id = @Value
                       and summarized.summary_id = notification.id) as summarized_count,
                   device.target, device.vapid_key,
                   people.language, people.is_operator or memberships.role is not null as may_read, tenants.plan
              from notifications as notification
              join push_subscriptions as device
                on device.tenant_id = @Value and device.id = @DeviceId and device.person_id = notification.person_id
              join people on people.id = notification.person_id
              join tenants on tenants.id = @Value
              left join memberships on memberships.tenant_id = @Value and memberships.person_id = notification.person_id
             where notification.tenant_id = @Value
               and notification.id = @NotificationId
            """;
        await using var transaction = await database.BeginAsync(tenant, cancellationToken);
        var row = await transaction.QuerySingleOrDefaultAsync<Row>(
            Sql, new { tenant.Value, reference.NotificationId, reference.DeviceId }, cancellationToken);
        return row?.ToJob(targets.Open(tenant, row.Target));
    }

    public Task<int> RecordSuccessAsync(TenantTransaction transaction, Guid deviceId, CancellationToken cancellationToken)
    {
        const string Sql = """
            update push_subscriptions
               set last_success_at = @now,
                   refusal_count = 0
             where tenant_id = @Value
               and id = @deviceId
            """;
        return transaction.ExecuteAsync(Sql, new { transaction.Tenant.Value, deviceId, now = clock.GetUtcNow() }, cancellationToken);
    }

    /// <summary>The push service could make nothing of a push. A device goes when that happened too often in a row; a single bad answer proves nothing.</summary>
    public Task<int> RecordMalformedAsync(TenantTransaction transaction, Guid deviceId, CancellationToken cancellationToken)
    {
        const string Sql = """
            update push_subscriptions
               set refusal_count = refusal_count + 1
             where tenant_id = @Value
               and id = @deviceId;
            delete from push_subscriptions
             where tenant_id = @Value
               and id = @deviceId
               and refusal_count >= @MostMalformed
            """;
        return transaction.ExecuteAsync(Sql, new { transaction.Tenant.Value, deviceId, MostMalformed }, cancellationToken);
    }

    public Task<int> DeleteDeviceAsync(TenantTransaction transaction, Guid deviceId, CancellationToken cancellationToken)
    {
        const string Sql = "delete from push_subscriptions where tenant_id = @Value and id = @deviceId";
        return transaction.ExecuteAsync(Sql, new { transaction.Tenant.Value, deviceId }, cancellationToken);
    }

    private sealed record Row
    {
        public Guid NotificationId { get; init; }
        public Guid DeviceId { get; init; }
        public short Type { get; init; }
        public string Facts { get; init; } = "";
        public Guid? SubjectId { get; init; }
        public Guid? ContactId { get; init; }
        public bool IsSummary { get; init; }
        public long SummarizedCount { get; init; }
        public DateTime CreatedAt { get; init; }
        public string Language { get; init; } = "";
        public byte[] Target { get; init; } = [];
        public string VapidKey { get; init; } = "";
        public bool MayRead { get; init; }
        public short Plan { get; init; }

        public PushJob ToJob(PushTarget target) => new(
            NotificationId,
            DeviceId,
            (NotificationType)Type,
            JsonSerializer.Deserialize<NotificationFacts>(Facts)!,
            SubjectId,
            ContactId,
            IsSummary,
            SummarizedCount,
            CreatedAt,
            Language,
            target,
            VapidKey,
            MayRead,
            (Plan)Plan);
    }
}
