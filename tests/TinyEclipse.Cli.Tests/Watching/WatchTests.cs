using System.Text.Json.Nodes;

namespace TinyEclipse.Cli.Tests.Watching;

public sealed class WatchTests : IAsyncDisposable
{
    private readonly RestartableServer _server = new();
    private readonly TestShell _shell = new();
    private readonly CancellationTokenSource _watching = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _shell.Dispose();
        _watching.Dispose();
    }

    [Fact]
    public async Task Nothing_is_missed_while_the_server_restarts()
    {
        await _server.StartAsync();
        var watch = WatchAsync("--json");
        await UntilAsync(() => _server.ResumeTokens.Count == 1);
        _server.Write("first");
        await UntilAsync(() => _shell.Lines.Count == 1);

        await _server.StopAsync();
        _server.Write("second, while te was cut off");
        await _server.StartAsync();
        _server.Write("third");
        await UntilAsync(() => _shell.Lines.Count == 3);

        await _watching.CancelAsync();
        Assert.Equal(ExitCode.Ok, await watch);
        Assert.Equal(["first", "second, while te was cut off", "third"], _shell.Lines.Select(line => (string?)JsonNode.Parse(line)!["summary"]));
        Assert.Equal("1", _server.ResumeTokens[^1]);
        Assert.Contains("trying again", _shell.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_person_sees_a_line_for_each_event()
    {
        await _server.StartAsync();
        var watch = WatchAsync();
        await UntilAsync(() => _server.ResumeTokens.Count == 1);
        _server.Write("An left 45.00 EUR");
        await UntilAsync(() => _shell.Lines.Count == 1);

        await _watching.CancelAsync();
        Assert.Equal(ExitCode.Ok, await watch);
        Assert.Matches(@"^\d\d:\d\d:\d\d  cart abandoned  An left 45\.00 EUR$", _shell.Lines[0]);
    }

    private Task<int> WatchAsync(params string[] more) =>
        _shell.RunAsync(_watching.Token, ["watch", "--url", _server.Address.ToString(), "--token", "te_api_secret", .. more]);

    private async Task UntilAsync(Func<bool> isSo)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(_watching.Token);
        patience.CancelAfter(TimeSpan.FromSeconds(20));
        while (!isSo())
            await Task.Delay(20, patience.Token);
    }
}
