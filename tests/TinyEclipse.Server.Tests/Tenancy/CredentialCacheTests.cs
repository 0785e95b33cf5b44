using Microsoft.Extensions.DependencyInjection;
using TinyEclipse.Server.Database;
using TinyEclipse.Server.Tenancy;

namespace TinyEclipse.Server.Tests.Tenancy;

public sealed class CredentialCacheTests(TestServer server)
{
    private CredentialCache NewCache() => new(
        server.Shared.Services.GetRequiredService<CredentialStore>(), server.Shared.Services.GetRequiredService<DatabaseSignals>(), TimeProvider.System);

    [Fact]
    public async Task Many_who_ask_at_once_share_one_look_up()
    {
        var (tenant, cache) = (await server.NewTenantAsync(), NewCache());

        var found = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(() => cache.FindAsync(tenant.Site.Token, CancellationToken.None).AsTask())));

        Assert.Equal(tenant.SiteId, Assert.IsType<SiteCredential>(found[0]).SiteId);
        Assert.All(found, credential => Assert.Same(found[0], credential));
    }

    [Fact]
    public async Task Who_gives_up_waiting_does_not_take_the_others_along()
    {
        var (tenant, cache) = (await server.NewTenantAsync(), NewCache());

        var given = cache.FindAsync(tenant.Site.Token, new CancellationToken(canceled: true)).AsTask();
        var kept = cache.FindAsync(tenant.Site.Token, CancellationToken.None).AsTask();

        Assert.NotNull(await kept);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
    }

    [Fact]
    public async Task An_unknown_token_is_looked_up_anew()
    {
        var (tenant, cache) = (await server.NewTenantAsync(), NewCache());

        Assert.Null(await cache.FindAsync("te_site_unknown", CancellationToken.None));
        Assert.Null(await cache.FindAsync("te_site_unknown", CancellationToken.None));
        Assert.NotNull(await cache.FindAsync(tenant.Site.Token, CancellationToken.None));
    }
}
