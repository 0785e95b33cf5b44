using TinyEclipse.Server.Tests;

namespace TinyEclipse.Cli.Tests.Commands;

public sealed class KeyCommandsTests(TestServer tests)
{
    [Fact]
    public async Task An_operator_rotates_the_key_and_everybody_sees_which_there_are()
    {
        await using var server = await TestServer.StartAsync(await tests.NewDatabaseAsync());
        using var shell = TestShell.Of(await server.NewTenantAsync() with { Owner = await server.NewOperatorAsync() });

        Assert.Single((await shell.JsonAsync("keys", "list"))["keys"]!.AsArray());
        Assert.Equal(2, (await shell.JsonAsync("keys", "rotate"))["keys"]!.AsArray().Count);
        Assert.Single((await shell.JsonAsync("keys", "rotate", "--now"))["keys"]!.AsArray());
        Assert.Equal(ExitCode.Ok, await shell.RunAsync("keys", "list"));
        Assert.Contains("Signs from", shell.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_else_rotates_it()
    {
        using var shell = TestShell.Of(await tests.NewTenantAsync());

        Assert.Equal(ExitCode.Failed, await shell.RunAsync("keys", "rotate"));
    }
}
