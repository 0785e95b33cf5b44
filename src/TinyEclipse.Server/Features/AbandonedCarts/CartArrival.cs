namespace TinyEclipse.Server.Features.AbandonedCarts;

/// <summary>A report as it came in: of which cart of which site.</summary>
public sealed record CartArrival(Guid SiteId, string CartToken, CartReport Report)
{
    public (Guid SiteId, string CartToken) Key => (SiteId, CartToken);
}
