using TinyEclipse.Notifications.V1;
using TinyEclipse.Server.Database;
using TinyEclipse.Server.Features.Events;
using TinyEclipse.Server.Features.Notifications;
using TinyEclipse.Server.Rpc;
using TinyEclipse.Server.Tenancy;
using TinyEclipse.Sites.V1;

namespace TinyEclipse.Server.Features.Quarantine;

/// <summary>Tells a site from its copies by their fingerprints, and tells the tenant of a copy when it first shows up.</summary>
public sealed class CloneGuard(CopyStore copies, EventStore events, NotificationSender notifications, TenantDatabase database, TimeProvider clock)
{
    // Whoever holds the token could make up fingerprints for ever; beyond these strangers wait without being written down.
    private const int MostCopies = 50;

    public async ValueTask<InstallationStanding> JudgeAsync(SiteCredential site, Installation? caller, CancellationToken cancellationToken)
    {
        // A site that has not told yet tells with its first heartbeat, and a caller that does not is no other installation.
        if (site.Fingerprint.Length == 0 || caller is null || caller.Fingerprint == site.Fingerprint)
            return site.IsHeld ? InstallationStanding.Quarantined : InstallationStanding.Normal;

        return await SeeAsync(site, caller, cancellationToken);
    }

    /// <summary>What the copy has become, with a token for it; null when nobody said that it is a staging site.</summary>
    public async Task<SiteReplacement?> ReplaceAsync(SiteCredential site, Installation caller, CancellationToken cancellationToken)
    {
        await using var transaction = await database.BeginAsync(site.Tenant, cancellationToken);
        await copies.LockSiteAsync(transaction, site.SiteId, cancellationToken);
        var copy = Find(await copies.ListAsync(transaction, site.SiteId, cancellationToken), caller);
        if (copy is not { Ruling: CopyRuling.Staging, NewSiteId: { } newSiteId })
            return null;

        var token = await copies.GiveTokenAsync(transaction, site.SiteId, copy, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new() { SiteId = newSiteId.ToString(), SiteToken = token };
    }

    private async Task<InstallationStanding> SeeAsync(SiteCredential site, Installation caller, CancellationToken cancellationToken)
    {
        await using var transaction = await database.BeginAsync(site.Tenant, cancellationToken);
        // The credential may be a second old: somebody may just have said that this is the site.
        if (await copies.LockSiteAsync(transaction, site.SiteId, cancellationToken) is not { } known || known.Fingerprint == caller.Fingerprint)
            return InstallationStanding.Normal;

        var seen = await copies.ListAsync(transaction, site.SiteId, cancellationToken);
        var before = Find(seen, caller);
        if (before is null && seen.Count >= MostCopies)
            return InstallationStanding.Quarantined;

        await copies.SeeAsync(transaction, site.SiteId, caller, CopyRuling.Open, cancellationToken);
        await HoldIfNobodyCanTellAsync(transaction, site.SiteId, known, cancellationToken);
        if (before is null)
            await TellAsync(transaction, site.SiteId, caller, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return QuarantineRules.StandingOf(before?.Ruling ?? CopyRuling.Open);
    }

    /// <summary>To be called whenever a copy shows up or somebody says what it is.</summary>
    public async Task HoldIfNobodyCanTellAsync(TenantTransaction transaction, Guid siteId, KnownSite site, CancellationToken cancellationToken)
    {
        var open = (await copies.ListAsync(transaction, siteId, cancellationToken)).Where(copy => copy.Ruling == CopyRuling.Open);
        await copies.SetHeldAsync(transaction, siteId, open.Any(copy => QuarantineRules.MightBeTheSite(site, copy.Installation)), cancellationToken);
    }

    private async Task TellAsync(TenantTransaction transaction, Guid siteId, Installation stranger, CancellationToken cancellationToken)
    {
        var where = stranger.HomeUrl.Length > 0 ? $" at {stranger.HomeUrl}" : "";
        await events.AppendAsync(
            transaction, new EventDraft(EventType.SiteQuarantined, Times.Now(clock), $"another installation{where} uses the site's token", siteId, null), cancellationToken);
        await notifications.NotifyTenantAsync(transaction, [NotificationDraft.SiteQuarantined(siteId, stranger.Fingerprint, stranger.HomeUrl)], cancellationToken);
    }

    private static Copy? Find(IEnumerable<Copy> copies, Installation caller) => copies.FirstOrDefault(copy => copy.Installation.Fingerprint == caller.Fingerprint);
}
