using TinyEclipse.Rpc.V1;
using TinyEclipse.Server.Tests;
using TinyEclipse.Server.Tests.People;

namespace TinyEclipse.Cli.Tests.Commands;

public sealed class UserCommandsTests(TestServer server)
{
    [Fact]
    public async Task People_are_listed_invited_promoted_and_removed()
    {
        var tenant = await server.NewTenantAsync();
        var person = await TestPerson.NewAsync(server.Shared, tenant.Tenant, Role.Staff);
        using var shell = TestShell.Of(tenant);

        Assert.Equal(2, (await shell.JsonAsync("users", "list"))["members"]!.AsArray().Count);
        Assert.Equal("ROLE_VIEWER", (string?)(await shell.JsonAsync("users", "invite", "els@example.be", "viewer"))["role"]);
        Assert.Equal("ROLE_MANAGER", (string?)(await shell.JsonAsync("users", "role", person.Id.ToString(), "manager"))["role"]);
        await shell.JsonAsync("users", "remove", person.Id.ToString());
        Assert.Single((await shell.JsonAsync("users", "list"))["members"]!.AsArray());
    }

    [Fact]
    public async Task A_role_that_does_not_exist_is_refused_before_anything_is_sent()
    {
        using var shell = TestShell.Of(await server.NewTenantAsync());

        Assert.Equal(ExitCode.WrongUsage, await shell.RunAsync("users", "invite", "els@example.be", "boss"));
    }

    [Fact]
    public async Task Without_a_session_there_are_none_to_list()
    {
        using var shell = TestShell.Of(await server.NewTenantAsync());

        Assert.Equal(ExitCode.Failed, await shell.RunAsync("sessions", "list"));
        Assert.Equal(Words.SessionRequired, shell.Error.Trim());
    }
}
