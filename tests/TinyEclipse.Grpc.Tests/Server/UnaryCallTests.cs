using System.Net;
using Grpc.Tests.Interop;

namespace Grpc.Tests.Server;

public sealed class UnaryCallTests
{
    [Fact]
    public async Task A_call_answers_200_with_a_message_and_status_0_in_the_trailers()
    {
        await using var server = await InteropServer.StartAsync();

        var response = await server.Http2.CallAsync("Echo", new EchoRequest { Text = "hello" });

        Assert.Equal(HttpStatusCode.OK, response.HttpStatus);
        Assert.Equal("application/grpc", response.Headers["content-type"]);
        Assert.Equal("hello", response.OnlyMessage(EchoResponse.Parser).Text);
        Assert.False(response.IsTrailersOnly);
        Assert.Equal("0", response.Trailers["grpc-status"]);
        Assert.Null(response.Message);
    }
}
