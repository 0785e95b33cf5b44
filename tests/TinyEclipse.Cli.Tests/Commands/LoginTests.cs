using TinyEclipse.Rpc.V1;
using TinyEclipse.Server.Tests;
using TinyEclipse.Server.Tests.People;

namespace TinyEclipse.Cli.Tests.Commands;

public sealed class LoginTests(TestServer server)
{
    [Fact]
    public async Task A_login_is_checked_and_kept_until_one_logs_out()
    {
        var tenant = await server.NewTenantAsync();
        using var shell = new TestShell { Input = $"{tenant.Owner.Token}\n" };

        Assert.Equal(ExitCode.Ok, await shell.RunAsync("login", "--url", tenant.Server.GrpcAddress.ToString()));
        Assert.DoesNotContain(tenant.Owner.Token, shell.Output, StringComparison.Ordinal);

        var me = await shell.JsonAsync("whoami");
        Assert.Equal(tenant.Id, (string?)me["person"]!["memberships"]![0]!["tenant_id"]);
        Assert.Equal("ROLE_OWNER", (string?)me["person"]!["memberships"]![0]!["role"]);

        Assert.Equal(ExitCode.Ok, await shell.RunAsync("logout"));
        Assert.Equal(ExitCode.WrongUsage, await shell.RunAsync("whoami"));
    }

    [Fact]
    public async Task A_token_that_the_server_does_not_know_is_not_kept()
    {
        var tenant = await server.NewTenantAsync();
        using var shell = new TestShell { Input = "te_api_nobody\n" };

        Assert.Equal(ExitCode.Failed, await shell.RunAsync("login", "--url", tenant.Server.GrpcAddress.ToString()));
        Assert.Contains("does not know this token", shell.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(shell.LoginPath));
    }

    [Fact]
    public async Task An_address_of_the_wrong_kind_is_told()
    {
        var tenant = await server.NewTenantAsync();
        using var shell = TestShell.Of(tenant);

        Assert.Equal(ExitCode.Failed, await shell.RunAsync("whoami", "--url", tenant.Server.HttpAddress.ToString()));
        Assert.Contains("JSON routes", shell.Error, StringComparison.Ordinal);

        Assert.Equal(ExitCode.Failed, await shell.RunAsync("whoami", "--url", $"https://{tenant.Server.GrpcAddress.Authority}"));
        Assert.Contains("TLS", shell.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Somebody_signs_in_by_password_sees_the_session_and_ends_it()
    {
        var tenant = await server.NewTenantAsync();
        var person = await TestPerson.NewAsync(server.Shared, tenant.Tenant, Role.Owner);
        using var shell = new TestShell { Input = $"{person.Password}\n" };

        Assert.Equal((ExitCode.Ok, ""), (await shell.RunAsync("login", "--email", person.Email, "--url", tenant.Server.GrpcAddress.ToString()), shell.Error));
        Assert.DoesNotContain(person.Password, shell.Output + await File.ReadAllTextAsync(shell.LoginPath), StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(shell.LoginPath));

        var sessions = (await shell.JsonAsync("sessions", "list"))["sessions"]!.AsArray();
        Assert.StartsWith("te on ", (string?)Assert.Single(sessions)!["device_name"], StringComparison.Ordinal);
        await shell.JsonAsync("sessions", "revoke", (string)sessions[0]!["id"]!);
        await Eventually.HoldsAsync(async () => await shell.RunAsync("sessions", "list") == ExitCode.Failed);
    }

    [Fact]
    public async Task A_wrong_password_is_told_and_nothing_is_kept()
    {
        using var shell = new TestShell { Input = "wrong\n" };

        Assert.Equal(ExitCode.Failed, await shell.RunAsync("login", "--email", "an@example.be", "--url", server.Shared.GrpcAddress.ToString()));
        Assert.Equal(Words.SignInRefused, shell.Error.Trim());
        Assert.False(File.Exists(shell.LoginPath));
    }

    [Fact]
    public async Task A_site_is_no_person()
    {
        var tenant = await server.NewTenantAsync();
        using var shell = TestShell.Of(tenant, tenant.Site);

        Assert.Equal(ExitCode.Failed, await shell.RunAsync("whoami"));
        Assert.Matches(@"^[A-Z].+\.$", shell.Error.Trim());
    }

    [Fact]
    public async Task A_person_sees_where_the_settings_come_from()
    {
        using var shell = TestShell.Of(await server.NewTenantAsync());

        Assert.Equal(ExitCode.Ok, await shell.RunAsync("whoami"));
        Assert.Contains("API token, from environment", shell.Output, StringComparison.Ordinal);
        Assert.Contains("owner", shell.Output, StringComparison.Ordinal);
    }
}
