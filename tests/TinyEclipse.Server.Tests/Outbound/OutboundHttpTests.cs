using System.Net;
using System.Net.Sockets;
using TinyEclipse.Server.Outbound;

namespace TinyEclipse.Server.Tests.Outbound;

public sealed class OutboundHttpTests
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("[::ffff:127.0.0.1]")]
    public async Task This_machine_is_not_called(string host)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var http = OutboundHttp.Create(allowPrivate: false, ConnectTimeout);

        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var refused = await Assert.ThrowsAnyAsync<HttpRequestException>(
            () => http.GetAsync(new Uri($"http://{host}:{port}/"), TestContext.Current.CancellationToken));

        Assert.True(refused is PrivateAddressException || refused.InnerException is PrivateAddressException);
        Assert.False(listener.Pending());
    }

    [Fact]
    public async Task Development_may_call_this_machine_and_redirects_stay_where_they_are()
    {
        using var listener = new HttpListener();
        var port = FreePort();
        listener.Prefixes.Add($"http://127.0.0.1:{port}/");
        listener.Start();
        var answered = AnswerAsync(listener);
        using var http = OutboundHttp.Create(allowPrivate: true, ConnectTimeout);

        using var response = await http.GetAsync(new Uri($"http://127.0.0.1:{port}/"), TestContext.Current.CancellationToken);

        await answered;
        Assert.Equal(HttpStatusCode.Found, response.StatusCode);
    }

    private static async Task AnswerAsync(HttpListener listener)
    {
        var context = await listener.GetContextAsync();
        context.Response.Redirect("http://127.0.0.1:1/");
        context.Response.Close();
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
