using Google.Rpc;
using Microsoft.Extensions.Options;
using Npgsql;
using TinyEclipse.Rpc.V1;
using TinyEclipse.Server.Database;
using TinyEclipse.Server.Edge.Idempotency;
using TinyEclipse.Server.Privacy;
using TinyEclipse.Server.Rpc;
using TinyEclipse.Server.Tenancy;

namespace TinyEclipse.Server.Features.Contacts;

/// <summary>
/// Forgets a contact in all parts of the product, in one transaction. It holds the contact and its names from the beginning, so that nothing new can be written
/// about it, and gives way to whoever was there before: it never waits long enough to bring another transaction down, but lets go and begins anew.
/// </summary>
public sealed class ContactErasure(
    ContactStore contacts,
    IEnumerable<ContactDataPart> parts,
    IdempotencyStore answers,
    TenantDatabase database,
    TimeProvider clock,
    IOptions<RetentionOptions> retention)
{
    private const int MostTries = 50;
    private const int MostAtOnce = 500;

    /// <summary>False when the tenant has no such contact.</summary>
    public async Task<bool> EraseAsync(TenantId tenant, Guid contactId, CancellationToken cancellationToken) =>
        await TryEraseAsync(tenant, contactId, unseenSince: null, cancellationToken)
            ?? throw RpcErrors.Make(Code.Aborted, ErrorReason.ContactBusy, "others keep writing about this contact; try again");

    /// <summary>Forgets those of whom nothing was heard for as long as contacts are kept.</summary>
    public Task EraseUnseenAsync(CancellationToken cancellationToken)
    {
        var since = clock.GetUtcNow().AddDays(-retention.Value.ContactDays);
        return Chore.RepeatAsync(async () =>
        {
            var erased = 0;
            foreach (var (tenant, id) in await contacts.ListUnseenAcrossTenantsAsync(since, MostAtOnce, cancellationToken))
                erased += await TryEraseAsync(tenant, id, since, cancellationToken) is true ? 1 : 0;
            return erased;
        });
    }

    /// <summary>Null when others would not let go of the contact.</summary>
    private async Task<bool?> TryEraseAsync(TenantId tenant, Guid contactId, DateTimeOffset? unseenSince, CancellationToken cancellationToken)
    {
        for (var tries = 1; tries <= MostTries; tries++)
        {
            try
            {
                return await TryOnceAsync(tenant, contactId, unseenSince, cancellationToken);
            }
            catch (PostgresException busy) when (busy.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected)
            {
                await Task.Delay(Random.Shared.Next(10, 100), cancellationToken);
            }
        }
        return null;
    }

    private async Task<bool> TryOnceAsync(TenantId tenant, Guid contactId, DateTimeOffset? unseenSince, CancellationToken cancellationToken)
    {
        await using var transaction = await database.BeginAsync(tenant, cancellationToken);
        if (!await contacts.TryLockForErasureAsync(transaction, contactId, unseenSince, cancellationToken))
            return false;

        foreach (var part in parts)
            await part.EraseAsync(transaction, contactId, cancellationToken);
        await contacts.DeleteAsync(transaction, contactId, cancellationToken);
        await answers.ForgetAnswersAsync(transaction, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }
}
