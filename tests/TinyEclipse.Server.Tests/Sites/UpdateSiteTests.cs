using Grpc.Core;
using TinyEclipse.Sites.V1;
using Client = TinyEclipse.Sites.V1.SiteService.SiteServiceClient;

namespace TinyEclipse.Server.Tests.Sites;

public sealed class UpdateSiteTests(TestServer server)
{
    [Fact]
    public async Task Only_what_the_mask_names_is_changed_and_a_heartbeat_leaves_the_etag()
    {
        var tenant = await server.NewTenantAsync();
        var (client, id) = (new Client(tenant.Owner.Grpc), tenant.SiteId.ToString());
        var before = await client.GetSiteAsync(new() { SiteId = id });
        await new Client(tenant.Site.Grpc).RecordHeartbeatAsync(new());

        var after = await client.UpdateSiteAsync(new()
        {
            SiteId = id,
            Site = new() { Url = "https://elsewhere.example/", Environment = SiteEnvironment.Staging, Etag = before.Etag },
            UpdateMask = new() { Paths = { "url" } },
        });

        Assert.Equal(("https://elsewhere.example", SiteEnvironment.Production), (after.Url, after.Environment));
        Assert.NotEqual(before.Etag, after.Etag);
    }

    [Fact]
    public async Task What_cannot_be_is_refused_by_its_name()
    {
        var tenant = await server.NewTenantAsync();
        var (client, id) = (new Client(tenant.Owner.Grpc), tenant.SiteId.ToString());
        var other = await client.CreateSiteAsync(new() { Site = new() { Url = "https://other.example" } });

        Assert.Equal(["site.url"], (await RefusedAsync(client, new() { SiteId = id, Site = new() { Url = "ftp://x" } })).Fields());
        Assert.Equal(["update_mask"], (await RefusedAsync(client, new() { SiteId = id, UpdateMask = new() { Paths = { "versions" } } })).Fields());
        Assert.Equal("RESOURCE_EXISTS", (await RefusedAsync(client, new() { SiteId = id, Site = new() { Url = other.Url } })).Reason());
        Assert.Equal("ETAG_MISMATCH", (await RefusedAsync(client, new() { SiteId = id, Site = new() { Url = "https://x.example", Etag = other.Etag } })).Reason());
    }

    [Fact]
    public async Task Another_tenants_site_is_not_found()
    {
        var (mine, theirs) = (await server.NewTenantAsync(), await server.NewTenantAsync());

        var refused = await RefusedAsync(new Client(mine.Owner.Grpc), new() { SiteId = theirs.SiteId.ToString(), Site = new() { Url = "https://mine.example" } });

        Assert.Equal(StatusCode.NotFound, refused.StatusCode);
    }

    private static Task<RpcException> RefusedAsync(Client client, UpdateSiteRequest request) =>
        Assert.ThrowsAsync<RpcException>(() => client.UpdateSiteAsync(request).ResponseAsync);
}
