using System.Net;
using System.Security.Cryptography;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using TinyEclipse.Server.Features.ServerKeys;
using TinyEclipse.Sites.V1;
using ServerKeyService = TinyEclipse.Sites.V1.ServerKeyService;

namespace TinyEclipse.Server.Tests.ServerKeys;

public sealed class ServerKeyTests(TestServer tests)
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Anybody_reads_the_public_key_and_nothing_else_of_it()
    {
        var key = Assert.Single((await Client(tests.Shared).GetServerKeysAsync(new())).Keys);
        using var curve = ECDsa.Create();
        curve.ImportFromPem(key.PublicKey);

        Assert.Equal("1.2.840.10045.3.1.7", curve.ExportParameters(includePrivateParameters: false).Curve.Oid.Value);
        Assert.Null(key.ExpireTime);
        using var response = await tests.Shared.As("").Http.GetAsync(new Uri("/api/sites/keys", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.DoesNotContain("PRIVATE", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_servers_of_a_database_share_a_key_that_is_made_once()
    {
        var database = await tests.NewDatabaseAsync();
        var servers = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => TestServer.StartAsync(database)));
        await using var one = servers[0];
        await using var other = servers[1];

        Assert.Equal(await Client(one).GetServerKeysAsync(new()), await Client(other).GetServerKeysAsync(new()));
        Assert.Single((await Client(one).GetServerKeysAsync(new())).Keys);
    }

    [Fact]
    public async Task Rotation_publishes_the_next_key_signs_with_it_a_day_later_and_lets_the_old_one_end()
    {
        var clock = new TestClock(Noon);
        await using var server = await TestServer.StartAsync(await tests.NewDatabaseAsync(), clock);
        var before = await Client(server).GetServerKeysAsync(new());

        var after = await Client(server, await server.NewOperatorAsync()).RotateServerKeyAsync(new());
        var (old, young) = (after.Keys[0], after.Keys[1]);

        Assert.Equal(before.Keys[0].Id, old.Id);
        Assert.NotEqual(before.Version, after.Version);
        Assert.Equal(Noon.AddHours(25), old.ExpireTime.ToDateTimeOffset());
        Assert.Equal(Noon.AddHours(24), young.SignTime.ToDateTimeOffset());
        Assert.Equal(old.Id, await SigningIdAsync(server));
        clock.Advance(TimeSpan.FromHours(24));
        Assert.Equal(young.Id, await SigningIdAsync(server));
    }

    [Fact]
    public async Task A_leaked_key_is_gone_at_once_also_when_another_rotation_was_on_its_way()
    {
        var clock = new TestClock(Noon);
        await using var server = await TestServer.StartAsync(await tests.NewDatabaseAsync(), clock);
        var keys = Client(server, await server.NewOperatorAsync());
        await keys.RotateServerKeyAsync(new());
        var only = Assert.Single((await keys.RotateServerKeyAsync(new() { Immediately = true })).Keys);

        Assert.Equal(only.Id, await SigningIdAsync(server));
    }

    [Fact]
    public async Task Only_an_operator_rotates()
    {
        var tenant = await tests.NewTenantAsync();
        var failure = await Assert.ThrowsAsync<RpcException>(async () => await Client(tests.Shared, tenant.Owner).RotateServerKeyAsync(new()));

        Assert.Equal(StatusCode.PermissionDenied, failure.StatusCode);
    }

    [Fact]
    public async Task A_heartbeat_names_the_version_of_the_keys()
    {
        var tenant = await tests.NewTenantAsync();
        var answer = await new SiteService.SiteServiceClient(tenant.Site.Grpc).RecordHeartbeatAsync(new());

        Assert.Equal((await Client(tests.Shared).GetServerKeysAsync(new())).Version, answer.ServerKeysVersion);
    }

    private static ServerKeyService.ServerKeyServiceClient Client(RunningServer server, TestCaller? caller = null) => new((caller ?? server.As("")).Grpc);

    private static async Task<string> SigningIdAsync(RunningServer server)
    {
        var key = await server.Services.GetRequiredService<ServerKeyRing>().SigningKeyAsync(CancellationToken.None);
        key.Key.Dispose();
        return key.Id;
    }
}
