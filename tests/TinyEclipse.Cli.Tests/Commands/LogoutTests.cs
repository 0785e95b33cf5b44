using System.Text.Json.Nodes;
using TinyEclipse.Server.Tests;
using TinyEclipse.Server.Tests.People;

namespace TinyEclipse.Cli.Tests.Commands;

public sealed class LogoutTests(TestServer server)
{
    [Fact]
    public async Task Logging_out_ends_the_session_on_the_server_too()
    {
        var person = await TestPerson.NewAsync(server.Shared);
        using var shell = new TestShell { Input = $"{person.Password}\n" };
        Assert.Equal(ExitCode.Ok, await shell.RunAsync("login", "--email", person.Email, "--url", server.Shared.GrpcAddress.ToString()));
        var token = TokenIn(shell);

        Assert.True((bool)(await shell.JsonAsync("logout"))["signed_out"]!);

        Assert.False(File.Exists(shell.LoginPath));
        await Eventually.HoldsAsync(async () =>
            await shell.RunAsync("whoami", "--url", server.Shared.GrpcAddress.ToString(), "--token", token) == ExitCode.Failed);
    }

    [Fact]
    public async Task A_server_that_is_away_keeps_nobody_logged_in_here()
    {
        using var shell = new TestShell();
        Directory.CreateDirectory(Path.GetDirectoryName(shell.LoginPath)!);
        await File.WriteAllTextAsync(shell.LoginPath, """{"url":"http://127.0.0.1:1","token":"te_session_anything"}""", TestContext.Current.CancellationToken);

        Assert.Equal(ExitCode.Ok, await shell.RunAsync("logout"));

        Assert.False(File.Exists(shell.LoginPath));
        Assert.Equal(Words.SessionMayLast, shell.Error.Trim());
    }

    [Fact]
    public async Task A_login_that_cannot_be_read_is_forgotten_too()
    {
        using var shell = new TestShell();
        Directory.CreateDirectory(Path.GetDirectoryName(shell.LoginPath)!);
        await File.WriteAllTextAsync(shell.LoginPath, "{", TestContext.Current.CancellationToken);

        Assert.Equal((ExitCode.Ok, ""), (await shell.RunAsync("logout"), shell.Error));
        Assert.False(File.Exists(shell.LoginPath));
    }

    [Fact]
    public async Task Who_signed_in_here_before_is_not_held_up_by_strangers()
    {
        var person = await TestPerson.NewAsync(server.Shared);
        var url = server.Shared.GrpcAddress.ToString();
        using var shell = new TestShell { Input = $"{person.Password}\n" };
        Assert.Equal(ExitCode.Ok, await shell.RunAsync("login", "--email", person.Email, "--url", url));
        Assert.Equal(ExitCode.Ok, await shell.RunAsync("logout"));

        await GuessUntilHeldUpAsync(person.Email, url);

        Assert.Equal((ExitCode.Ok, ""), (await shell.RunAsync("login", "--email", person.Email, "--url", url), shell.Error));
    }

    private static async Task GuessUntilHeldUpAsync(string email, string url)
    {
        using var stranger = new TestShell { Input = "wrong\n" };
        for (var tries = 0; tries < 100; tries++)
        {
            await stranger.RunAsync("login", "--email", email, "--url", url);
            if (!stranger.Error.EndsWith(Words.SignInRefused + "\n", StringComparison.Ordinal))
                return;
        }

        Assert.Fail("Nobody was held up.");
    }

    private static string TokenIn(TestShell shell) =>
        (string)JsonNode.Parse(File.ReadAllText(shell.LoginPath))!["token"]!;
}
