using TinyEclipse.Server.Tests;

namespace TinyEclipse.Cli.Tests.Commands;

public sealed class LoginTests(TestServer server)
{
    [Fact]
    public async Task A_login_is_checked_and_kept_until_one_logs_out()
    {
        var tenant = await server.NewTenantAsync();
        using var shell = new TestShell { Input = $"{tenant.Server.GrpcAddress}\n{tenant.Owner.Token}\n" };

        Assert.Equal(ExitCode.Ok, await shell.RunAsync("login"));
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
        Assert.Contains("environment", shell.Output, StringComparison.Ordinal);
        Assert.Contains("owner", shell.Output, StringComparison.Ordinal);
    }
}
