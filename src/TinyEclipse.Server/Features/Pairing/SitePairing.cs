using Google.Rpc;
using TinyEclipse.Notifications.V1;
using TinyEclipse.Rpc.V1;
using TinyEclipse.Server.Database;
using TinyEclipse.Server.Features.Events;
using TinyEclipse.Server.Rpc;
using TinyEclipse.Server.Tenancy;
using TinyEclipse.Sites.V1;

namespace TinyEclipse.Server.Features.Pairing;

/// <summary>What became of a code; the response is there when it was good.</summary>
public sealed record PairingOutcome(PairingVerdict Verdict, string MeantFor, PairSiteResponse? Response);

/// <summary>Redeems codes and ends connections, each in one transaction.</summary>
public sealed class SitePairing(PairingStore store, EventStore events, TenantDatabase database, TimeProvider clock)
{
    public async Task<PairingOutcome> RedeemAsync(FoundCode found, PairSiteRequest told, CancellationToken cancellationToken)
    {
        await using var transaction = await database.BeginAsync(found.Tenant, cancellationToken);
        if (await store.LockAsync(transaction, found.Id, cancellationToken) is not { } code)
            return new(PairingVerdict.Over, "", null);

        var verdict = PairingRules.Judge(code.State, told.Fingerprint, told.HomeUrl, clock.GetUtcNow());
        if (verdict != PairingVerdict.Good)
            return new(verdict, code.State.Url, null);

        var response = await ConnectAsync(transaction, code, told, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new(verdict, code.State.Url, response);
    }

    public async Task UnpairAsync(SiteCredential site, CancellationToken cancellationToken)
    {
        await using var transaction = await database.BeginAsync(site.Tenant, cancellationToken);
        await store.RevokeTokensAsync(transaction, site.SiteId, cancellationToken);
        await events.AppendAsync(transaction, new EventDraft(EventType.SiteUnpaired, Times.Now(clock), "site disconnected itself", site.SiteId, null), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private async Task<PairSiteResponse> ConnectAsync(TenantTransaction transaction, LockedCode code, PairSiteRequest told, CancellationToken cancellationToken)
    {
        var atAddress = await store.FindSiteAsync(transaction, told.HomeUrl, cancellationToken);
        var siteId = code.SiteId ?? atAddress ?? Guid.CreateVersion7();
        if (atAddress is { } other && other != siteId)
            throw RpcErrors.Make(Code.AlreadyExists, ErrorReason.ResourceExists, $"another site of the tenant has the address {told.HomeUrl}");

        await store.SaveSiteAsync(transaction, siteId, told, cancellationToken);
        await store.RevokeTokensAsync(transaction, siteId, cancellationToken);
        var token = await store.AddTokenAsync(transaction, siteId, cancellationToken);
        await store.UseAsync(transaction, code.Id, siteId, token.Id, told.Fingerprint, cancellationToken);
        await events.AppendAsync(transaction, new EventDraft(EventType.SitePaired, Times.Now(clock), $"site paired, {told.HomeUrl}", siteId, null), cancellationToken);
        return new()
        {
            SiteId = siteId.ToString(),
            TenantId = transaction.Tenant.ToString(),
            TenantName = await store.TenantNameAsync(transaction, cancellationToken),
            SiteToken = token.Token,
        };
    }
}
