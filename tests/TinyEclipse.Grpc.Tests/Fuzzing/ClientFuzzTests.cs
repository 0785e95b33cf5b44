using System.Globalization;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Tests.Client;
using Grpc.Tests.Interop;
using Microsoft.AspNetCore.Http;

namespace Grpc.Tests.Fuzzing;

/// <summary>Whatever a server sends, a call ends with a status, and nothing of it is kept.</summary>
[Collection(nameof(Alone))]
public sealed class ClientFuzzTests
{
    [Fact]
    public async Task Responses_of_any_bytes_end_a_call()
    {
        await using var server = await RawServer.StartAsync(AnswerAsync);
        using var channel = server.Channel();
        var client = new Interop.InteropService.InteropServiceClient(channel);

        await Alone.FuzzAsync(1500, async seed =>
        {
            var headers = new Metadata { { "seed", seed.ToString(CultureInfo.InvariantCulture) } };
            try
            {
                if (seed % 2 == 0)
                    await client.EchoAsync(new EchoRequest(), headers, cancellationToken: TestContext.Current.CancellationToken);
                else
                    await ReadAsync(client, headers);
            }
            catch (RpcException failure)
            {
                Assert.NotEqual(StatusCode.OK, failure.StatusCode);
            }
        });

        static async Task ReadAsync(Interop.InteropService.InteropServiceClient client, Metadata headers)
        {
            using var call = client.Count(new CountRequest(), headers, cancellationToken: TestContext.Current.CancellationToken);
            while (await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken))
                Assert.NotNull(call.ResponseStream.Current);
        }
    }

    private static async Task AnswerAsync(HttpContext http)
    {
        var random = new Random(int.Parse(http.Request.Headers["seed"].ToString(), CultureInfo.InvariantCulture));
        http.Response.StatusCode = random.Pick(200, 200, 200, 200, 404, 503);
        http.Begin(random.Pick("application/grpc", "application/grpc", "application/grpc", "application/grpc+proto", "text/html"));
        http.Response.Headers["grpc-encoding"] = random.Pick("identity", "gzip", "deflate", "zstd");
        http.Response.Headers["some-bin"] = random.Pick("AAE", "A", "?");
        if (random.Next(8) == 0)
            http.Response.Headers["grpc-status"] = random.Pick("0", "5", "-1", "many");

        var frame = RawAnswer.Frame(new EchoResponse { Text = "hello", Payload = ByteString.CopyFrom(new byte[random.Next(200)]) }.ToByteArray());
        await http.WriteAsync(random.Mutate([.. frame, .. random.Next(3) == 0 ? frame : []]));
        switch (random.Next(8))
        {
            case 0:
                http.Abort();
                break;
            case > 1:
                http.Response.AppendTrailer("grpc-status", random.Pick("0", "0", "0", "13", "17", "", "x"));
                http.Response.AppendTrailer("grpc-message", random.Pick("", "%", "%C3%A9", "%FF"));
                break;
        }
    }
}
