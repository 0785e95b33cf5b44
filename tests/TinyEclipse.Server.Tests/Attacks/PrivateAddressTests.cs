using System.Net;
using System.Net.Sockets;
using Grpc.Core;
using TinyEclipse.Server.Outbound;
using TinyEclipse.Sites.V1;
using Subscriptions = TinyEclipse.Notifications.V1.PushSubscriptionService.PushSubscriptionServiceClient;

namespace TinyEclipse.Server.Tests.Attacks;

/// <summary>Addresses that lead into the server's own network, in every spelling: none of them is ever connected to.</summary>
public sealed class PrivateAddressTests(Target target) : IClassFixture<Target>
{
    public static TheoryData<string> Hosts =>
    [
        "127.0.0.1", "127.1", "2130706433", "0x7f000001", "0x7f.0.0.1", "0177.0.0.1", "017700000001", "127.0.0.1.", "0", "0.0.0.0",
        "localhost", "LOCALHOST", "localhost.", "shop.localhost", "①②⑦.⓪.⓪.①", "127。0。0。1",
        "[::1]", "[::]", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]", "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]", "[fe80::1]",
    ];

    [Theory]
    [MemberData(nameof(Hosts))]
    public async Task A_site_that_says_it_is_there_is_not_called(string host)
    {
        using var listener = Listen(out var port);
        var sites = new SiteService.SiteServiceClient(target.Mine.Owner.Grpc);

        var refused = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            await new SiteService.SiteServiceClient(target.Mine.Site.Grpc).RecordHeartbeatAsync(new() { RestUrl = $"http://{host}:{port}/wp-json/" });
            await sites.PingSiteAsync(new() { TenantId = target.Mine.Id, SiteId = target.Mine.SiteId.ToString() });
        });

        Assert.Contains(refused.StatusCode, new[] { StatusCode.InvalidArgument, StatusCode.FailedPrecondition });
        Assert.False(listener.Pending());
    }

    [Theory]
    [MemberData(nameof(Hosts))]
    public async Task A_push_service_there_is_not_called(string host)
    {
        using var listener = Listen(out var port);
        using var http = OutboundHttp.Create(allowPrivate: false, TimeSpan.FromSeconds(2));
        if (Features.Notifications.WebPush.PushEndpoint.Parse($"https://{host}:{port}/push", allowPrivate: false) is { } believed)
            await Assert.ThrowsAnyAsync<HttpRequestException>(() => http.GetAsync(believed, TestContext.Current.CancellationToken));

        Assert.False(listener.Pending());
    }

    [Fact]
    public async Task A_device_is_not_subscribed_at_an_address_of_this_machine()
    {
        var refused = await Assert.ThrowsAsync<RpcException>(() => new Subscriptions(target.Mine.Owner.Grpc).CreatePushSubscriptionAsync(new()
        {
            TenantId = target.Mine.Id,
            PushSubscription = new() { Endpoint = "https://2130706433/push" },
        }).ResponseAsync);

        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        Assert.Contains(refused.Fields(), field => field.EndsWith("endpoint", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_name_that_changes_its_mind_is_asked_once_and_what_was_checked_is_what_is_connected_to()
    {
        using var listener = Listen(out var port);
        var asked = 0;
        using var http = OutboundHttp.Create(
            allowPrivate: false, TimeSpan.FromMilliseconds(300), (_, _) => Task.FromResult<IPAddress[]>([++asked == 1 ? IPAddress.Parse("8.8.8.8") : IPAddress.Loopback]));

        await Assert.ThrowsAnyAsync<Exception>(() => http.GetAsync(new Uri($"http://rebinding.example:{port}/"), TestContext.Current.CancellationToken));
        Assert.Equal(1, asked);

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => http.GetAsync(new Uri($"http://rebinding.example:{port}/"), TestContext.Current.CancellationToken));
        Assert.Equal(2, asked);
        Assert.False(listener.Pending());
    }

    [Fact]
    public async Task A_name_with_a_private_address_among_public_ones_is_not_called_at_all()
    {
        using var listener = Listen(out var port);
        using var http = OutboundHttp.Create(
            allowPrivate: false, TimeSpan.FromSeconds(2), (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("8.8.8.8"), IPAddress.Loopback]));

        var refused = await Assert.ThrowsAnyAsync<HttpRequestException>(() => http.GetAsync(new Uri($"http://both.example:{port}/"), TestContext.Current.CancellationToken));

        Assert.True(refused is PrivateAddressException || refused.InnerException is PrivateAddressException);
        Assert.False(listener.Pending());
    }

    private static TcpListener Listen(out int port)
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        port = ((IPEndPoint)listener.LocalEndpoint).Port;
        return listener;
    }
}
