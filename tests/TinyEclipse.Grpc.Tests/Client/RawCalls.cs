using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Tests.Interop;
using Microsoft.AspNetCore.Http;

namespace Grpc.Tests.Client;

internal static class RawCalls
{
    public static async Task<RpcException> FailureOfAsync(RequestDelegate handler)
    {
        await using var server = await RawServer.StartAsync(handler);
        using var channel = server.Channel();
        return await Assert.ThrowsAsync<RpcException>(async () => await Echo(channel));
    }

    public static AsyncUnaryCall<EchoResponse> Echo(GrpcChannel channel) =>
        new Interop.InteropService.InteropServiceClient(channel).EchoAsync(
            new EchoRequest(), cancellationToken: TestContext.Current.CancellationToken);
}
