using Google.Protobuf.WellKnownTypes;
using TinyEclipse.Notifications.V1;
using TinyEclipse.Server.Database;
using TinyEclipse.Server.Features.Notifications.WebPush;
using TinyEclipse.Server.Rpc;
using TinyEclipse.Server.Tenancy;

namespace TinyEclipse.Server.Features.Notifications;

/// <summary>A device as its person adds it.</summary>
public sealed record DeviceDraft(Guid PersonId, PushTarget Target, string DeviceName, string VapidKey);

/// <summary>The SQL of devices, as their owners see them.</summary>
public sealed partial class PushSubscriptionStore(TenantDatabase database, PushTargets targets, TimeProvider clock)
{
    private const int MostDevices = 20;

    /// <summary>Adds or renews a device. A device belongs to one person: whoever subscribes on it takes it over. Beyond 20 the quietest ones go.</summary>
    public async Task<PushSubscription> SaveAsync(TenantId tenant, DeviceDraft device, CancellationToken cancellationToken)
    {
        const string Sql = """
            insert into push_subscriptions (tenant_id, id, person_id, endpoint_hash, push_service, target, device_name, vapid_key, created_at)
            values (@Value, @id, @PersonId, @hash, @service, @target, @DeviceName, @VapidKey, @now)
            on conflict (tenant_id, endpoint_hash) do update
               set person_id = excluded.person_id,
                   target = excluded.target,
                   device_name = excluded.device_name,
                   vapid_key = excluded.vapid_key,
                   refusal_count = 0
            returning id, push_service, device_name, created_at, last_success_at
            """;
        const string Trim = """
            delete from push_subscriptions
             where tenant_id = @Value
               and id in (select id
                            from push_subscriptions
                           where tenant_id = @Value
                             and person_id = @PersonId
                             and id <> @kept
                           order by coalesce(last_success_at, created_at) desc
                          offset @others)
            """;
        var arguments = new
        {
            tenant.Value,
            id = Guid.CreateVersion7(),
            device.PersonId,
            hash = device.Target.EndpointHash(),
            service = device.Target.PushService(),
            target = targets.Seal(tenant, device.Target),
            device.DeviceName,
            device.VapidKey,
            now = clock.GetUtcNow(),
        };
        await using var transaction = await database.BeginAsync(tenant, cancellationToken);
        var row = await transaction.QuerySingleAsync<Row>(Sql, arguments, cancellationToken);
        await transaction.ExecuteAsync(Trim, new { tenant.Value, device.PersonId, kept = row.Id, others = MostDevices - 1 }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return row.ToMessage();
    }

    public async Task<IReadOnlyList<PushSubscription>> ListAsync(TenantId tenant, Guid personId, TimePage page, CancellationToken cancellationToken)
    {
        const string Sql = """
            select id, coalesce(push_service, '') as push_service, device_name, created_at, last_success_at
              from push_subscriptions
             where tenant_id = @Value
               and person_id = @personId
               and (created_at, id) < (@BeforeTime, @BeforeId)
             order by created_at desc, id desc
             limit @Limit
            """;
        await using var transaction = await database.BeginAsync(tenant, cancellationToken);
        var rows = await transaction.QueryAsync<Row>(
            Sql, new { tenant.Value, personId, page.BeforeTime, page.BeforeId, page.Limit }, cancellationToken);
        return [.. rows.Select(row => row.ToMessage())];
    }

    /// <summary>False when the person has no such device.</summary>
    public async Task<bool> DeleteAsync(TenantId tenant, Guid personId, Guid id, CancellationToken cancellationToken)
    {
        const string Sql = "delete from push_subscriptions where tenant_id = @Value and person_id = @personId and id = @id";
        await using var transaction = await database.BeginAsync(tenant, cancellationToken);
        var deleted = await transaction.ExecuteAsync(Sql, new { tenant.Value, personId, id }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return deleted == 1;
    }

    private sealed record Row(Guid Id, string PushService, string DeviceName, DateTime CreatedAt, DateTime? LastSuccessAt)
    {
        public PushSubscription ToMessage() => new()
        {
            Id = Id.ToString(),
            Endpoint = PushService,
            DeviceName = DeviceName,
            CreateTime = Timestamp.FromDateTime(CreatedAt),
            LastSuccessTime = LastSuccessAt is { } time ? Timestamp.FromDateTime(time) : null,
        };
    }
}
