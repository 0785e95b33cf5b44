using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Web;
using Grpc.Tests.Interop;
using Grpc.Tests.Server;
using Microsoft.AspNetCore.Builder;

namespace Grpc.Tests.Client;

/// <summary>gRPC-Web between our client and our server, over HTTP/1.1.</summary>
public sealed class GrpcWebServerTests : IAsyncLifetime
{
    private InteropServer _server = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        _server = await InteropServer.StartAsync(
            options => options.ResponseCompressionAlgorithm = "gzip",
            application: app => app.UseGrpcWeb(new GrpcWebOptions { DefaultEnabled = true }));

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData(GrpcWebMode.GrpcWeb)]
    [InlineData(GrpcWebMode.GrpcWebText)]
    public async Task Calls_without_a_conversation_work(GrpcWebMode mode)
    {
        using var channel = Open(mode);
        var client = new Interop.InteropService.InteropServiceClient(channel);
        var payload = ByteString.CopyFrom([.. Enumerable.Range(0, 100_000).Select(i => (byte)(i * 7))]);

        var echo = await client.EchoAsync(new EchoRequest { Payload = payload }, cancellationToken: Token);
        using var count = client.Count(new CountRequest { To = 50 }, cancellationToken: Token);
        var numbers = await count.ResponseStream.ReadAllAsync(Token).Select(number => number.Value).ToListAsync(Token);
        using var sum = client.Sum(cancellationToken: Token);
        for (var value = 1; value <= 10; value++)
            await sum.RequestStream.WriteAsync(new Number { Value = value }, Token);
        await sum.RequestStream.CompleteAsync();

        Assert.Equal(payload, echo.Payload);
        Assert.Equal(Enumerable.Range(1, 50).Select(value => (long)value), numbers);
        Assert.Equal(55, (await sum).Sum);
    }

    [Theory]
    [InlineData(GrpcWebMode.GrpcWeb, false)]
    [InlineData(GrpcWebMode.GrpcWeb, true)]
    [InlineData(GrpcWebMode.GrpcWebText, false)]
    [InlineData(GrpcWebMode.GrpcWebText, true)]
    public async Task A_failure_brings_its_message_and_trailers(GrpcWebMode mode, bool afterHeaders)
    {
        using var channel = Open(mode);
        var request = new FailRequest
        {
            Code = (int)StatusCode.NotFound,
            Message = "geen 100 % café",
            Trailers = { new MetadataEntry { Key = "data-bin", Binary = ByteString.CopyFrom(1, 255) } },
            AfterHeaders = afterHeaders,
        };

        var failure = await new Interop.InteropService.InteropServiceClient(channel).FailAsync(request, cancellationToken: Token).FailureAsync();

        Assert.Equal((StatusCode.NotFound, request.Message), (failure.StatusCode, failure.Status.Detail));
        Assert.Equal([1, 255], failure.Trailers.GetValueBytes("data-bin")!);
    }

    private GrpcChannel Open(GrpcWebMode mode) =>
        GrpcChannel.ForAddress(_server.Http1Address, new GrpcChannelOptions
        {
            HttpHandler = new GrpcWebHandler(mode, new SocketsHttpHandler()),
            DisposeHttpClient = true,
        });
}
