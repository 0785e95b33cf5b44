using TinyEclipse.Server.Tests;
using TinyEclipse.Server.Tests.People;
using TinyEclipse.Server.Tests.People.Passkeys;

namespace TinyEclipse.Cli.Tests.Commands;

public sealed class PasskeyCommandsTests(TestServer server)
{
    [Fact]
    public async Task They_are_listed_renamed_and_deleted()
    {
        using var story = await PasskeyStory.NewAsync(server.Shared);
        using var shell = TestShell.Of(await server.NewTenantAsync(), story.Session);

        await shell.JsonAsync("passkeys", "rename", story.Passkey.Id, "Laptop van An");
        Assert.Equal("Laptop van An", (string?)(await shell.JsonAsync("passkeys", "list"))["passkeys"]![0]!["name"]);
        await shell.JsonAsync("passkeys", "delete", story.Passkey.Id);
        Assert.Empty((await shell.JsonAsync("passkeys", "list"))["passkeys"]!.AsArray());
        Assert.Equal(ExitCode.Failed, await shell.RunAsync("passkeys", "delete", story.Passkey.Id));
    }

    [Fact]
    public async Task Who_has_none_is_told_where_one_is_made()
    {
        var session = await (await TestPerson.NewAsync(server.Shared)).SignedInAsync();
        using var shell = TestShell.Of(await server.NewTenantAsync(), session);

        Assert.Equal(ExitCode.Ok, await shell.RunAsync("passkeys", "list"));

        Assert.Contains(Words.PasskeysInBrowser, shell.Error, StringComparison.Ordinal);
    }
}
