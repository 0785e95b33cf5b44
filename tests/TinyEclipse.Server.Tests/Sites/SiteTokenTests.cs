using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using TinyEclipse.Sites.V1;
using Client = TinyEclipse.Sites.V1.SiteService.SiteServiceClient;

namespace TinyEclipse.Server.Tests.Sites;

public sealed class SiteTokenTests(TestServer tests)
{
    [Fact]
    public async Task Tokens_are_listed_without_their_secret_and_with_their_last_use()
    {
        var tenant = await tests.NewTenantAsync();
        var client = new Client(tenant.Owner.Grpc);
        Assert.True(await WorksAsync(tenant.Site));
        var made = await client.CreateSiteTokenAsync(
            new() { SiteId = tenant.SiteId.ToString(), ExpireTime = Timestamp.FromDateTimeOffset(DateTimeOffset.UtcNow.AddDays(30)) });

        var listed = (await client.ListSiteTokensAsync(new() { SiteId = tenant.SiteId.ToString() })).SiteTokens;

        Assert.Equal((made.Id, made.ExpireTime), (listed[0].Id, listed[0].ExpireTime));
        Assert.Equal((null, true), (listed[0].LastUseTime, listed[1].LastUseTime is not null));
        Assert.All(listed, token => Assert.Equal("", token.Token));
    }

    [Fact]
    public async Task A_token_that_was_rotated_out_works_for_the_overlap()
    {
        var clock = new TestClock(DateTimeOffset.UtcNow);
        await using var server = await TestServer.StartAsync(await tests.NewDatabaseAsync(), clock);
        var tenant = await server.NewTenantAsync();
        var client = new Client(tenant.Owner.Grpc);
        var old = Assert.Single((await client.ListSiteTokensAsync(new() { SiteId = tenant.SiteId.ToString() })).SiteTokens);

        var made = await client.RotateSiteTokenAsync(new() { SiteId = tenant.SiteId.ToString(), SiteTokenId = old.Id });

        clock.Advance(TimeSpan.FromHours(23));
        Assert.True(await WorksAsync(tenant.Site));
        clock.Advance(TimeSpan.FromHours(2));
        await Eventually.HoldsAsync(async () => !await WorksAsync(tenant.Site));
        Assert.True(await WorksAsync(server.As(made.Token)));
    }

    [Fact]
    public async Task A_token_that_is_revoked_opens_nothing_more_and_is_gone_from_the_list()
    {
        var tenant = await tests.NewTenantAsync();
        var client = new Client(tenant.Owner.Grpc);
        var request = new RevokeSiteTokenRequest { SiteId = tenant.SiteId.ToString(), SiteTokenId = (await TokensAsync(tenant)).Single().Id };

        await client.RevokeSiteTokenAsync(request);

        await Eventually.HoldsAsync(async () => !await WorksAsync(tenant.Site));
        Assert.Empty(await TokensAsync(tenant));
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(() => client.RevokeSiteTokenAsync(request).ResponseAsync)).StatusCode);
        var rotated = await Assert.ThrowsAsync<RpcException>(
            () => client.RotateSiteTokenAsync(new() { SiteId = request.SiteId, SiteTokenId = request.SiteTokenId }).ResponseAsync);
        Assert.Equal(StatusCode.NotFound, rotated.StatusCode);
    }

    [Fact]
    public async Task Wrong_fields_are_named()
    {
        var tenant = await tests.NewTenantAsync();

        var refused = await Assert.ThrowsAsync<RpcException>(() => new Client(tenant.Owner.Grpc).RotateSiteTokenAsync(new()
        {
            SiteId = "x",
            SiteTokenId = "y",
            Overlap = new() { Seconds = -1 },
            ExpireTime = Timestamp.FromDateTimeOffset(DateTimeOffset.UtcNow.AddDays(-1)),
        }).ResponseAsync);

        Assert.Equal(["site_id", "site_token_id", "overlap", "expire_time"], refused.Fields());
    }

    [Fact]
    public async Task Nobody_reaches_the_tokens_of_another_tenants_site()
    {
        var (mine, theirs) = (await tests.NewTenantAsync(), await tests.NewTenantAsync());
        var (client, site) = (new Client(mine.Owner.Grpc), theirs.SiteId.ToString());
        var token = (await TokensAsync(theirs)).Single().Id;

        Assert.Empty((await client.ListSiteTokensAsync(new() { SiteId = site })).SiteTokens);
        await Assert.ThrowsAsync<RpcException>(() => client.RevokeSiteTokenAsync(new() { SiteId = site, SiteTokenId = token }).ResponseAsync);
        await Assert.ThrowsAsync<RpcException>(() => client.RotateSiteTokenAsync(new() { SiteId = site, SiteTokenId = token, Overlap = new() }).ResponseAsync);
        Assert.True(await WorksAsync(theirs.Site));
    }

    private static async Task<IReadOnlyList<SiteToken>> TokensAsync(TestTenant tenant) =>
        (await new Client(tenant.Owner.Grpc).ListSiteTokensAsync(new() { SiteId = tenant.SiteId.ToString() })).SiteTokens;

    private static async Task<bool> WorksAsync(TestCaller site)
    {
        try
        {
            await new Client(site.Grpc).RecordHeartbeatAsync(new());
            return true;
        }
        catch (RpcException refused) when (refused.StatusCode == StatusCode.Unauthenticated)
        {
            return false;
        }
    }
}
