using TinyEclipse.Server.Database;
using TinyEclipse.Server.Features.Notifications.WebPush;
using TinyEclipse.Server.Tenancy;

namespace TinyEclipse.Server.Features.Notifications;

public sealed partial class PushSubscriptionStore
{
    /// <summary>
    /// Seals what servers of before kept in clear: when a server starts and, since one of before may still run beside and take devices, every hour. Several
    /// servers take turns.
    /// </summary>
    public async Task SealAcrossTenantsAsync(CancellationToken cancellationToken)
    {
        const string Clear = """
            select tenant_id, id, endpoint, p256dh, auth
              from push_subscriptions
             where target is null
             order by tenant_id, id
               for update
            """;
        await using var transaction = await database.BeginAcrossTenantsAsync(cancellationToken);
        foreach (var row in await transaction.QueryAsync<ClearRow>(Clear, null, cancellationToken))
            await SealAsync(transaction, row, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private async Task SealAsync(WorkerTransaction transaction, ClearRow row, CancellationToken cancellationToken)
    {
        // The same device, sealed before: it subscribed anew at a server of before, while the two ran side by side.
        const string Sql = """
            delete from push_subscriptions
             where tenant_id = @TenantId
               and endpoint_hash = @hash;
            update push_subscriptions
               set endpoint_hash = @hash,
                   push_service = @service,
                   target = @target,
                   endpoint = null,
                   p256dh = null,
                   auth = null
             where tenant_id = @TenantId
               and id = @Id
            """;
        var found = new PushTarget(new Uri(row.Endpoint), new PushKeys(row.P256dh, row.Auth));
        var arguments = new { row.TenantId, row.Id, hash = found.EndpointHash(), service = found.PushService(), target = targets.Seal(new TenantId(row.TenantId), found) };
        await transaction.ExecuteAsync(Sql, arguments, cancellationToken);
    }

    private sealed record ClearRow(Guid TenantId, Guid Id, string Endpoint, byte[] P256dh, byte[] Auth);
}
