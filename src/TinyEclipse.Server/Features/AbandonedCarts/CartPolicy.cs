namespace TinyEclipse.Server.Features.AbandonedCarts;

/// <summary>What the rules need to know of the tenant and the site.</summary>
/// <param name="AbandonAfter">How long a cart is quiet before it counts as abandoned.</param>
/// <param name="MayTell">Whether anybody is told: not of staging sites, and not where the plan has no carts.</param>
public sealed record CartPolicy(TimeSpan AbandonAfter, bool MayTell)
{
    public static readonly CartPolicy Default = new(TimeSpan.FromMinutes(60), MayTell: true);
}
