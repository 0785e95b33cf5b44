namespace TinyEclipse.Cli.Tests.Commands;

public sealed class UsageTests : IDisposable
{
    private readonly TestShell _shell = new();

    public void Dispose() => _shell.Dispose();

    [Theory]
    [InlineData("te wants one of: login, logout, ")]
    [InlineData("There is no te nonsense. There are: login, logout, ", "nonsense")]
    [InlineData("te has no option --nonsense.", "--nonsense")]
    [InlineData("te carts wants one of: list, show, stats.", "carts")]
    [InlineData("There is no te carts lst. There are: list, show, stats.", "carts", "lst")]
    [InlineData("--nonsense", "carts", "list", "--nonsense")]
    [InlineData("not \"abc\"", "carts", "show", "abc")]
    [InlineData("Required argument", "carts", "show")]
    [InlineData("abandoned", "carts", "list", "--state", "open")]
    [InlineData("not \"0\"", "carts", "list", "--limit", "0")]
    [InlineData("not \"many\"", "carts", "list", "--limit", "many")]
    [InlineData("not \"yesterday\"", "carts", "stats", "--from", "yesterday")]
    [InlineData("pro_plus", "tenants", "plan", "e71307b8-a263-4a0f-bdb5-64060fcd84d1", "gold")]
    [InlineData("not \"shop\"", "sites", "list", "--tenant", "shop")]
    [InlineData("not \"ftp://x\"", "whoami", "--url", "ftp://x")]
    [InlineData("at least one option", "tenants", "update", "--url", "http://127.0.0.1:1", "--token", "te_api_secret")]
    [InlineData("not \"200\"", "tokens", "rotate", "e71307b8-a263-4a0f-bdb5-64060fcd84d1", "--overlap-hours", "200")]
    [InlineData("not \"fast\"", "demo", "--speed", "fast")]
    public async Task Wrong_usage_is_told_in_a_sentence(string part, params string[] arguments)
    {
        Assert.Equal(ExitCode.WrongUsage, await _shell.RunAsync(arguments));
        Assert.Contains(part, _shell.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", _shell.Error, StringComparison.Ordinal);
        Assert.Equal("", _shell.Output);
    }

    [Fact]
    public async Task Without_a_server_te_says_how_to_name_one()
    {
        Assert.Equal(ExitCode.WrongUsage, await _shell.RunAsync("carts", "list"));
        Assert.Equal(Words.NoAddress, _shell.Error.Trim());
    }

    [Fact]
    public async Task Without_a_token_te_says_how_to_give_one()
    {
        Assert.Equal(ExitCode.WrongUsage, await _shell.RunAsync("carts", "list", "--url", "http://127.0.0.1:1"));
        Assert.Contains("te login", _shell.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_does_not_leave_the_machine_unencrypted()
    {
        Assert.Equal(ExitCode.WrongUsage, await _shell.RunAsync("whoami", "--url", "http://api.example.be", "--token", "te_api_secret"));
        Assert.Contains("https", _shell.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("te_api_secret", _shell.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("whoami")]
    [InlineData("watch")]
    [InlineData("login")]
    public async Task A_server_that_is_away_is_an_error(string command)
    {
        Assert.Equal(ExitCode.Failed, await _shell.RunAsync(command, "--url", "http://127.0.0.1:1", "--token", "te_api_secret"));
        Assert.Equal("No answer from http://127.0.0.1:1/: is the server running?", _shell.Error.Trim());
        Assert.False(File.Exists(_shell.LoginPath));
    }

    [Fact]
    public async Task Help_tells_which_setting_wins()
    {
        Assert.Equal(ExitCode.Ok, await _shell.RunAsync("--help"));
        Assert.All(["TE_GRPC_URL", "te login", ".data/dev.env", "Exit codes"], word => Assert.Contains(word, _shell.Output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_demo_tells_how_it_works()
    {
        Assert.Equal(ExitCode.Ok, await _shell.RunAsync("demo", "--help"));
        Assert.Contains("grace", _shell.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Logging_out_twice_is_no_mistake()
    {
        Assert.Equal(ExitCode.Ok, await _shell.RunAsync("logout", "--json"));
        Assert.Equal("""{"removed":false,"signed_out":false}""", _shell.Output.Trim());
    }
}
