using TinyEclipse.Server.Tests;

namespace TinyEclipse.Cli.Tests.Commands;

public sealed class AuditCommandsTests(TestServer server)
{
    [Fact]
    public async Task What_was_done_is_listed_with_who_did_it_and_what_it_changed()
    {
        var tenant = await server.NewTenantAsync();
        using var boss = TestShell.Of(tenant, await server.Shared.NewOperatorAsync());
        Assert.Equal(ExitCode.Ok, await boss.RunAsync("tenants", "plan", tenant.Id, "pro_plus"));
        using var shell = TestShell.Of(tenant);

        Assert.Equal(ExitCode.Ok, await shell.RunAsync("audit", "list", "--resource", "tenant"));
        var change = shell.Lines.Single(line => line.Contains("update tenant", StringComparison.Ordinal));
        Assert.Contains("Operator (127.0.0.1)", change, StringComparison.Ordinal);
        Assert.Contains("plan = \"PLAN_PRO_PLUS\"", change, StringComparison.Ordinal);

        var entries = (await shell.JsonAsync("audit", "list", "--all", "--method", "tinyeclipse.tenants.v1.TenantService/ChangePlan"))["entries"]!.AsArray();
        Assert.Equal("ACTOR_KIND_API_TOKEN", (string?)Assert.Single(entries)!["actor"]!["kind"]);
    }

    [Fact]
    public async Task The_log_becomes_a_file_and_no_file_is_overwritten()
    {
        var tenant = await server.NewTenantAsync();
        using var shell = TestShell.Of(tenant);

        Assert.Equal(ExitCode.Ok, await shell.RunAsync("audit", "export", "--file", "log.csv"));
        var file = await File.ReadAllTextAsync(Path.Combine(shell.Folder, "log.csv"), TestContext.Current.CancellationToken);
        Assert.Equal(ExitCode.Ok, await shell.RunAsync("audit", "export"));
        Assert.Equal(file, shell.Output.TrimStart('\uFEFF'));
        Assert.Contains(tenant.SiteId.ToString(), file, StringComparison.Ordinal);

        Assert.Equal(ExitCode.Failed, await shell.RunAsync("audit", "export", "--file", "log.csv"));
        Assert.Equal(file, await File.ReadAllTextAsync(Path.Combine(shell.Folder, "log.csv"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task What_belongs_to_no_tenant_is_for_operators()
    {
        var tenant = await server.NewTenantAsync();
        using var boss = TestShell.Of(tenant, await server.Shared.NewOperatorAsync());
        Assert.NotEmpty((await boss.JsonAsync("audit", "list", "--no-tenant", "--resource", "person"))["entries"]!.AsArray());

        using var shell = TestShell.Of(tenant);
        Assert.Equal(ExitCode.Failed, await shell.RunAsync("audit", "list", "--no-tenant"));
    }

    [Fact]
    public async Task An_error_names_its_request_to_those_who_ask()
    {
        using var shell = TestShell.Of(await server.NewTenantAsync());

        await shell.RunAsync("sites", "ping", Guid.NewGuid().ToString());
        Assert.DoesNotContain("Request", shell.Error, StringComparison.Ordinal);
        await shell.RunAsync("sites", "ping", Guid.NewGuid().ToString(), "--verbose");
        Assert.Matches("Request [0-9a-f]{32}: NotFound, ResourceNotFound", shell.Error);
    }
}
