using Google.Rpc;
using Grpc.Core;
using TinyEclipse.Notifications.V1;
using TinyEclipse.Rpc.V1;
using TinyEclipse.Server.Database;
using TinyEclipse.Server.Features.Events;
using TinyEclipse.Server.Rpc;
using TinyEclipse.Server.Tenancy;
using TinyEclipse.Sites.V1;
using Enum = System.Enum;

namespace TinyEclipse.Server.Features.Quarantine;

public sealed class QuarantineService(CopyStore copies, CloneGuard guard, EventStore events, TenantDatabase database, TimeProvider clock)
    : TinyEclipse.Sites.V1.QuarantineService.QuarantineServiceBase
{
    public override async Task<ListSiteCopiesResponse> ListSiteCopies(ListSiteCopiesRequest request, ServerCallContext context)
    {
        var tenant = context.RequireTenant(request.TenantId);
        var checks = new Checks();
        var siteId = checks.Id("site_id", request.SiteId);
        checks.ThrowIfFailed();

        await using var transaction = await database.BeginAsync(tenant, context.CancellationToken);
        await RequireSiteAsync(transaction, siteId, context.CancellationToken);
        var found = await copies.ListAsync(transaction, siteId, context.CancellationToken);
        return new() { Copies = { found.Select(copy => copy.ToMessage()) } };
    }

    public override async Task<SiteCopy> ResolveQuarantine(ResolveQuarantineRequest request, ServerCallContext context)
    {
        var tenant = context.RequireTenant(request.TenantId);
        var checks = new Checks();
        var siteId = checks.Id("site_id", request.SiteId);
        checks.Field("resolution", request.Resolution != QuarantineResolution.Unspecified && Enum.IsDefined(request.Resolution), "must be moved, staging or new")
            .Field("fingerprint", request.Fingerprint.Length == 0 || Installation.IsFingerprint(request.Fingerprint), "must be 64 hexadecimal digits")
            .ThrowIfFailed();

        await using var transaction = await database.BeginAsync(tenant, context.CancellationToken);
        var site = await RequireSiteAsync(transaction, siteId, context.CancellationToken);
        var copy = Choose(await copies.ListAsync(transaction, siteId, context.CancellationToken), request.Fingerprint);
        var resolved = await ResolveAsync(transaction, siteId, site, copy, request.Resolution, context.CancellationToken);
        await transaction.CommitAsync(context.CancellationToken);
        return resolved.ToMessage();
    }

    private async Task<Copy> ResolveAsync(
        TenantTransaction transaction, Guid siteId, KnownSite site, Copy copy, QuarantineResolution resolution, CancellationToken cancellationToken)
    {
        var resolved = resolution switch
        {
            QuarantineResolution.Moved => await MoveAsync(transaction, siteId, site, copy, cancellationToken),
            QuarantineResolution.Staging => await MakeStagingAsync(transaction, siteId, copy, cancellationToken),
            _ => await RuleAsync(transaction, siteId, copy with { Ruling = CopyRuling.Refused }, cancellationToken),
        };
        var now = (await copies.LockSiteAsync(transaction, siteId, cancellationToken))!;
        await guard.HoldIfNobodyCanTellAsync(transaction, siteId, now, cancellationToken);
        var summary = $"the other installation was said to be {resolution.ToString().ToLowerInvariant()}";
        await events.AppendAsync(transaction, new EventDraft(EventType.SiteQuarantineResolved, Times.Now(clock), summary, siteId, null), cancellationToken);
        return resolved;
    }

    /// <summary>The installation of before becomes the one that is not the site.</summary>
    private async Task<Copy> MoveAsync(TenantTransaction transaction, Guid siteId, KnownSite site, Copy copy, CancellationToken cancellationToken)
    {
        if (await copies.HasOtherSiteAtAsync(transaction, siteId, copy.Installation.HomeUrl, cancellationToken))
            throw AddressTaken(copy);

        await copies.MoveAsync(transaction, siteId, copy.Installation, cancellationToken);
        await copies.SeeAsync(transaction, siteId, new Installation(site.Fingerprint, site.HomeUrl, site.Environment), CopyRuling.Refused, cancellationToken);
        return (await copies.ListAsync(transaction, siteId, cancellationToken)).Single(one => one.Installation.Fingerprint == site.Fingerprint);
    }

    private async Task<Copy> MakeStagingAsync(TenantTransaction transaction, Guid siteId, Copy copy, CancellationToken cancellationToken)
    {
        var newSiteId = copy.Installation.HomeUrl.Length > 0 ? await copies.AddStagingSiteAsync(transaction, copy.Installation, cancellationToken) : null;
        return newSiteId is null
            ? throw AddressTaken(copy)
            : await RuleAsync(transaction, siteId, copy with { Ruling = CopyRuling.Staging, NewSiteId = newSiteId }, cancellationToken);
    }

    private async Task<Copy> RuleAsync(TenantTransaction transaction, Guid siteId, Copy ruled, CancellationToken cancellationToken)
    {
        await copies.RuleAsync(transaction, siteId, ruled.Installation.Fingerprint, ruled.Ruling, ruled.NewSiteId, cancellationToken);
        return ruled;
    }

    private async Task<KnownSite> RequireSiteAsync(TenantTransaction transaction, Guid siteId, CancellationToken cancellationToken) =>
        await copies.LockSiteAsync(transaction, siteId, cancellationToken) ?? throw RpcErrors.NotFound("site", siteId.ToString());

    /// <summary>The copy that is meant, of those that wait.</summary>
    private static Copy Choose(IEnumerable<Copy> copies, string fingerprint)
    {
        var open = copies.Where(copy => copy.Ruling == CopyRuling.Open).ToList();
        if (open.Count == 0)
            throw RpcErrors.Make(Code.FailedPrecondition, ErrorReason.SiteNotQuarantined, "no other installation waits for a word about this site");

        new Checks().Field("fingerprint", fingerprint.Length > 0 || open.Count == 1, "must be given: several installations wait").ThrowIfFailed();
        return fingerprint.Length == 0
            ? open[0]
            : open.Find(copy => copy.Installation.Fingerprint == fingerprint) ?? throw RpcErrors.NotFound("copy", fingerprint);
    }

    private static RpcException AddressTaken(Copy copy) => RpcErrors.Make(
        Code.AlreadyExists,
        ErrorReason.ResourceExists,
        copy.Installation.HomeUrl.Length > 0 ? $"the tenant has a site at {copy.Installation.HomeUrl}" : "the copy does not say where it lies, so it cannot be a site of its own");
}
