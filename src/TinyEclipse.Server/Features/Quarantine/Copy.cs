using Google.Protobuf.WellKnownTypes;
using TinyEclipse.Sites.V1;

namespace TinyEclipse.Server.Features.Quarantine;

/// <summary>An installation that used a site's token and is not the site.</summary>
public sealed record Copy(Installation Installation, CopyRuling Ruling, Guid? NewSiteId, DateTime FirstSeenAt, DateTime LastSeenAt)
{
    public SiteCopy ToMessage() => new()
    {
        Fingerprint = Installation.Fingerprint,
        HomeUrl = Installation.HomeUrl,
        Environment = Installation.Environment,
        Ruling = Ruling,
        FirstSeenTime = Timestamp.FromDateTime(FirstSeenAt),
        LastSeenTime = Timestamp.FromDateTime(LastSeenAt),
        NewSiteId = NewSiteId?.ToString() ?? "",
    };
}
