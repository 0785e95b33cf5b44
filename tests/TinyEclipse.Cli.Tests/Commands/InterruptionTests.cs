using System.Net;
using System.Net.Sockets;

namespace TinyEclipse.Cli.Tests.Commands;

public sealed class InterruptionTests
{
    [Fact]
    public async Task A_command_that_waits_for_a_silent_server_can_be_interrupted()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        using var shell = new TestShell();
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));

        var exitCode = await shell.RunAsync(patience.Token, "whoami", "--url", $"http://{silent.LocalEndpoint}", "--token", "te_api_secret");

        Assert.Equal((ExitCode.Failed, Words.Interrupted), (exitCode, shell.Error.Trim()));
    }
}
