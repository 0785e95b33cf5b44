using TinyEclipse.Shop.V1;

namespace TinyEclipse.Server.Features.AbandonedCarts;

/// <summary>Which carts a list is of: those for which all holds that is given.</summary>
/// <param name="State">Unspecified means all.</param>
/// <param name="ContactId">Null means all.</param>
/// <param name="SiteId">Null means all.</param>
/// <param name="StartTime">Last activity then or later.</param>
/// <param name="EndTime">Last activity before then.</param>
public sealed record CartFilter(CartState State, Guid? ContactId, Guid? SiteId, DateTime? StartTime, DateTime? EndTime);
