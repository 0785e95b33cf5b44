using System.Net;
using System.Net.Sockets;
using Grpc.Net.Client;
using Grpc.Tests.Interop;
using Grpc.Tests.Server;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Grpc.Tests.Client;

/// <summary>Keep-alive is Kestrel's and the handler's: what a channel and a server leave to them must reach them.</summary>
public sealed class KeepAliveTests
{
    private const byte NoSuchFrame = 255;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_channel_pings_as_its_handler_says_and_gives_up_on_a_server_that_is_silent()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var channel = GrpcChannel.ForAddress($"http://{listener.LocalEndpoint}", new GrpcChannelOptions
        {
            HttpHandler = new SocketsHttpHandler { KeepAlivePingDelay = TimeSpan.FromSeconds(1), KeepAlivePingTimeout = TimeSpan.FromSeconds(1) },
            DisposeHttpClient = true,
        });
        using var call = new Interop.InteropService.InteropServiceClient(channel).EchoAsync(new EchoRequest(), cancellationToken: Token);
        using var server = await Http2Peer.AcceptAsync(listener);

        Assert.True(await server.ComesAsync(Http2Peer.Ping).WaitAsync(Patience, Token));

        var failure = await call.FailureAsync().WaitAsync(Patience, Token);
        Assert.Contains("didn't respond to a ping", failure.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_pings_and_gives_up_on_a_caller_that_is_silent()
    {
        await using var server = await InteropServer.StartAsync(services: (services, _) => services.Configure<KestrelServerOptions>(kestrel =>
        {
            kestrel.Limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(1);
            kestrel.Limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(1);
        }));
        using var caller = await Http2Peer.ConnectAsync(server.Http2Address);
        await caller.WriteAsync(Http2Peer.Frame(
            Http2Peer.Headers, Http2Peer.EndHeaders, stream: 1, Http2Peer.CallHeaders($"/{RawClient.Service}/Sum", "application/grpc")));

        Assert.True(await caller.ComesAsync(Http2Peer.Ping).WaitAsync(Patience, Token));

        Assert.False(await caller.ComesAsync(NoSuchFrame).WaitAsync(Patience, Token));
        await server.Log.WaitForAsync("ended early: Cancelled");
    }
}
