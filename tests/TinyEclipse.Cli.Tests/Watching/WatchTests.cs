using System.Text.Json.Nodes;

namespace TinyEclipse.Cli.Tests.Watching;

public sealed class WatchTests : IAsyncDisposable
{
    private readonly RestartableServer _server = new();
    private readonly TestShell _shell = new();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _shell.Dispose();
    }

    [Fact]
    public async Task Nothing_is_missed_while_the_server_restarts()
    {
        await _server.StartAsync();
        var watch = await WatchAsync("--json");
        _server.Write("first");
        await _shell.UntilAsync(() => _shell.Lines.Count == 1);

        await _server.StopAsync();
        _server.Write("second, while te was cut off");
        await _server.StartAsync();
        _server.Write("third");
        await _shell.UntilAsync(() => _shell.Lines.Count == 3);

        Assert.Equal(ExitCode.Ok, await watch.InterruptAsync());
        Assert.Equal(["first", "second, while te was cut off", "third"], _shell.Lines.Select(line => (string?)JsonNode.Parse(line)!["summary"]));
        Assert.Equal("1", _server.ResumeTokens[^1]);
        Assert.Contains("trying again", _shell.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_missed_when_the_server_restarts_before_anything_happened()
    {
        await _server.StartAsync();
        _server.Write("before te watched");
        var watch = await WatchAsync("--json");

        await _server.StopAsync();
        _server.Write("while te was cut off");
        await _server.StartAsync();
        await _shell.UntilAsync(() => _shell.Lines.Count == 1);

        Assert.Equal(ExitCode.Ok, await watch.InterruptAsync());
        Assert.Equal("while te was cut off", (string?)JsonNode.Parse(_shell.Lines[0])!["summary"]);
    }

    [Fact]
    public async Task A_person_sees_a_line_for_each_event()
    {
        await _server.StartAsync();
        var watch = await WatchAsync();
        _server.Write("cart abandoned, €45.00");
        await _shell.UntilAsync(() => _shell.Lines.Count == 1);

        Assert.Equal(ExitCode.Ok, await watch.InterruptAsync());
        Assert.Matches(@"^\d\d:\d\d:\d\d  cart abandoned, €45\.00 +0197b8a0$", _shell.Lines[0]);
    }

    private Task<TestShell.GoingOn> WatchAsync(params string[] more) =>
        _shell.StartAsync("Watching", ["watch", "--url", _server.Address.ToString(), "--token", "te_api_secret", .. more]);
}
