using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;
using TinyEclipse.Server.Edge.Limits;
using TinyEclipse.Server.Rpc;
using TinyEclipse.Server.Tenancy;

namespace TinyEclipse.Server.Features.Sites;

/// <summary>
/// Which pages may call the API from a browser: those of a tenant's own sites, and only what lies under /api/shop/{tenant_id}. For everything else there is
/// no policy, so that browsers keep other origins away.
/// </summary>
public sealed class ShopOrigins(SiteStore sites, IOptions<LimitOptions> limits, TimeProvider clock) : ICorsPolicyProvider, IDisposable
{
    private const int MostTenants = 10_000;
    private const int MostSites = 1_000; // of one tenant

    /// <summary>A new site's pages wait this long at most.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(10);

    /// <summary>A browser asks again only then.</summary>
    private static readonly TimeSpan PreflightLifetime = TimeSpan.FromMinutes(10);

    // Anybody may ask, for ids that nobody has, too: what is not known yet costs a look-up, of which an address has as many as of unknown calls.
    private readonly TokenBuckets _lookUps = new(limits.Value.UnknownCallsPerAddress, limits.Value.MostBuckets, clock);
    private readonly MemoryCache _policies = new(Options.Create(new MemoryCacheOptions { SizeLimit = MostTenants }));

    public Task<CorsPolicy?> GetPolicyAsync(HttpContext context, string? policyName) =>
        TenantOf(context.Request.Path) is { } tenant ? PolicyAsync(tenant, context) : Task.FromResult<CorsPolicy?>(null);

    public void Dispose() => _policies.Dispose();

    /// <summary>As a browser writes where a page is from (RFC 6454): scheme, host in ASCII, and the port where it is not the usual one.</summary>
    public static string OriginOf(string url)
    {
        var parsed = new Uri(url);
        return $"{parsed.Scheme}://{parsed.IdnHost.ToLowerInvariant()}{(parsed.IsDefaultPort ? "" : $":{parsed.Port}")}";
    }

    private static TenantId? TenantOf(PathString path) =>
        path.StartsWithSegments("/api/shop", StringComparison.OrdinalIgnoreCase, out var rest) && Guid.TryParseExact(rest.Value!.TrimStart('/').Split('/')[0], "D", out var id) ? new TenantId(id) : null;

    private async Task<CorsPolicy?> PolicyAsync(TenantId tenant, HttpContext context)
    {
        if (_policies.TryGetValue(tenant, out CorsPolicy? known))
            return known;
        if (!_lookUps.Take(CallerAddress.NetworkKeyOf(CallerAddress.Of(context))).IsTaken)
            return null;

        var own = await sites.ListAsync(tenant, new TextPage(MostSites, "", Guid.Empty), context.RequestAborted);
        var policy = new CorsPolicyBuilder([.. own.Select(site => OriginOf(site.Url)).Distinct(StringComparer.Ordinal)])
            .WithMethods(HttpMethods.Get, HttpMethods.Post)
            .WithHeaders("authorization", "content-type", "x-request-id")
            .WithExposedHeaders("x-request-id", "retry-after", "ratelimit", "ratelimit-policy")
            .SetPreflightMaxAge(PreflightLifetime)
            .Build();
        return _policies.Set(tenant, policy, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = Lifetime });
    }
}
