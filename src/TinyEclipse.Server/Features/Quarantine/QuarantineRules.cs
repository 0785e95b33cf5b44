using TinyEclipse.Server.Rpc;
using TinyEclipse.Sites.V1;

namespace TinyEclipse.Server.Features.Quarantine;

/// <summary>Which installation a site is, as far as known.</summary>
public sealed record KnownSite(string HomeUrl, SiteEnvironment Environment, string Fingerprint);

public static class QuarantineRules
{
    /// <summary>
    /// Whether a stranger with the site's token might be the site itself, on another machine: it says nothing that gives it away as a copy.
    /// Then both wait; otherwise the stranger alone.
    /// </summary>
    public static bool MightBeTheSite(KnownSite site, Installation stranger)
    {
        var liesElsewhere = stranger.HomeUrl.Length > 0 && !HomeUrl.AreSame(stranger.HomeUrl, site.HomeUrl);
        var isForTrying = stranger.Environment == SiteEnvironment.Staging && site.Environment != SiteEnvironment.Staging;
        return !liesElsewhere && !isForTrying;
    }

    public static InstallationStanding StandingOf(CopyRuling ruling) => ruling switch
    {
        CopyRuling.Open => InstallationStanding.Quarantined,
        // The staging site's token comes with the heartbeat's answer.
        CopyRuling.Staging => InstallationStanding.Refused,
        CopyRuling.Refused => InstallationStanding.Refused,
        _ => throw new ArgumentOutOfRangeException(nameof(ruling)),
    };
}
