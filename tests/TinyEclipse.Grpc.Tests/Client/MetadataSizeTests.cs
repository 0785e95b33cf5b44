using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Tests.Interop;
using Grpc.Tests.Server;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Grpc.Tests.Client;

/// <summary>How much metadata goes in either direction is for Kestrel and the handler to limit.</summary>
public sealed class MetadataSizeTests(ServerFixture fixture)
{
    private const int Large = 100_000;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Metadata_of_tens_of_kilobytes_go_both_ways()
    {
        using var call = fixture.Client.EchoAsync(Answering(headers: 20_000, trailers: 20_000), Headers(20_000), cancellationToken: Token);

        Assert.Equal(20_000, (await call).RequestHeaders.Single(entry => entry.Key == "large").Text.Length);
        Assert.Equal(20_000, (await call.ResponseHeadersAsync).GetValue("large")!.Length);
        Assert.Equal(20_000, call.GetTrailers().GetValue("large")!.Length);
    }

    [Fact]
    public async Task A_request_with_more_than_the_server_takes_is_refused_and_the_next_is_served()
    {
        using var channel = fixture.OpenChannel(_ => { });
        var client = new Interop.InteropService.InteropServiceClient(channel);

        await client.EchoAsync(new EchoRequest(), cancellationToken: Token); // by its settings the server tells how much it takes

        var failure = await client.EchoAsync(new EchoRequest(), Headers(Large), cancellationToken: Token).FailureAsync();

        AssertTooLong(failure, "32768");
        await client.EchoAsync(new EchoRequest(), cancellationToken: Token);
    }

    [Fact]
    public async Task The_server_may_take_more()
    {
        await using var server = await InteropServer.StartAsync(services: (services, _) =>
            services.Configure<KestrelServerOptions>(kestrel =>
                (kestrel.Limits.MaxRequestHeadersTotalSize, kestrel.Limits.Http2.MaxRequestHeaderFieldSize) = (2 * Large, 2 * Large)));
        using var channel = GrpcChannel.ForAddress(server.Http2Address);

        var response = await new Interop.InteropService.InteropServiceClient(channel).EchoAsync(
            new EchoRequest(), Headers(Large), cancellationToken: Token);

        Assert.Equal(Large, response.RequestHeaders.Single(entry => entry.Key == "large").Text.Length);
    }

    [Theory]
    [InlineData(Large, 0)]
    [InlineData(0, Large)]
    public async Task A_response_with_more_than_the_handler_takes_is_refused_and_the_next_is_read(int headers, int trailers)
    {
        using var channel = fixture.OpenChannel(_ => { });
        var client = new Interop.InteropService.InteropServiceClient(channel);

        var failure = await client.EchoAsync(Answering(headers, trailers), cancellationToken: Token).FailureAsync();

        AssertTooLong(failure, "65536");
        await client.EchoAsync(new EchoRequest(), cancellationToken: Token);
    }

    [Fact]
    public async Task The_handler_may_take_more()
    {
        using var channel = fixture.OpenChannel(options =>
            (options.HttpHandler, options.DisposeHttpClient) = (new SocketsHttpHandler { MaxResponseHeadersLength = 128 }, true));
        using var call = new Interop.InteropService.InteropServiceClient(channel).EchoAsync(Answering(Large, 20_000), cancellationToken: Token);

        Assert.Equal(Large, (await call.ResponseHeadersAsync).GetValue("large")!.Length);
        await call;
        Assert.Equal(20_000, call.GetTrailers().GetValue("large")!.Length);
    }

    private static void AssertTooLong(RpcException failure, string limit)
    {
        Assert.Equal(StatusCode.Internal, failure.StatusCode);
        Assert.Matches($"headers length exceeded .* limit of {limit} bytes", failure.Status.Detail);
    }

    private static Metadata Headers(int size) => new() { { "large", new string('x', size) } };

    private static EchoRequest Answering(int headers, int trailers)
    {
        var request = new EchoRequest();
        if (headers > 0)
            request.ResponseHeaders.Add(new MetadataEntry { Key = "large", Text = new string('h', headers) });
        if (trailers > 0)
            request.ResponseTrailers.Add(new MetadataEntry { Key = "large", Text = new string('t', trailers) });
        return request;
    }
}
