using Grpc.Tests.Interop;
using Grpc.Tests.Server;
using Microsoft.Extensions.Logging;

namespace Grpc.Tests.Client;

public sealed class CallLogTests(ServerFixture fixture)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_channel_tells_the_log_it_was_given_how_its_calls_end()
    {
        using var log = new LogEntries();
        using var loggers = LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Debug).AddProvider(log));
        using var channel = fixture.OpenChannel(options => options.LoggerFactory = loggers);
        var client = new Interop.InteropService.InteropServiceClient(channel);

        await client.EchoAsync(new EchoRequest { Text = "a secret" }, cancellationToken: Token);
        await client.FailAsync(new FailRequest { Code = 5, Message = "gone" }, cancellationToken: Token).FailureAsync();

        var entries = log.All.Where(entry => entry.Category == "Grpc.Net.Client.GrpcChannel").Select(entry => (entry.Level, entry.Message));
        Assert.Equal(
            [
                (LogLevel.Debug, "Call to /tests.interop.v1.InteropService/Echo ended with OK: "),
                (LogLevel.Debug, "Call to /tests.interop.v1.InteropService/Fail ended with NotFound: gone"),
            ],
            entries);
    }
}
