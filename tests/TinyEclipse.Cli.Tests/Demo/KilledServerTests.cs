using TinyEclipse.Server.Tests;

namespace TinyEclipse.Cli.Tests.Demo;

public sealed class KilledServerTests(TestServer tests)
{
    [Fact]
    public async Task No_acknowledged_cart_is_lost_when_the_server_is_killed_amid_the_demo()
    {
        using var shell = new TestShell();
        using var server = new ServerProcess(await tests.NewDatabaseAsync(), shell.Folder);
        await server.StartAsync();
        var ledger = Path.Combine(shell.Folder, "ledger");

        var demo = shell.RunAsync("demo", "--seed", "7", "--speed", "200", "--ledger", ledger);
        await Eventually.HoldsAsync(() => Task.FromResult(File.Exists(ledger) && File.ReadLines(ledger).Count() > 40));
        await server.KillAsync();
        await Task.Delay(TimeSpan.FromSeconds(1));
        Assert.False(demo.IsCompleted);
        await server.StartAsync();

        Assert.Equal(ExitCode.Ok, await demo);
        Assert.Contains("40 of 40 acknowledged", shell.Output, StringComparison.Ordinal);
        Assert.Matches("Retries +[1-9]", shell.Output);
        var played = await PlayedDemo.ReadAsync(shell, ledger);
        await played.NothingIsLostAsync();
        await played.EndsAsExpectedAsync();
    }
}
