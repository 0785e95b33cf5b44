using TinyEclipse.Server.Tests;

namespace TinyEclipse.Cli.Tests.Commands;

public sealed class TenantCommandsTests(TestServer server)
{
    [Fact]
    public async Task An_operator_makes_a_tenant_and_changes_its_plan()
    {
        using var shell = await OperatorAsync();
        var domain = $"{Guid.NewGuid():n}.example";

        var made = await shell.JsonAsync("tenants", "create", "Bloemen Bé", domain, "--plan", "pro", "--abandon-minutes", "30");
        Assert.Equal(("PLAN_PRO", 30), ((string?)made["plan"], (int)made["cart_abandon_minutes"]!));

        var id = (string)made["id"]!;
        Assert.Equal("PLAN_PRO_PLUS", (string?)(await shell.JsonAsync("tenants", "plan", id, "pro_plus"))["plan"]);
        Assert.Equal("Bloemen Bé", (string?)(await shell.JsonAsync("tenants", "show", id))["name"]);

        Assert.Equal(ExitCode.Failed, await shell.RunAsync("tenants", "create", "Twee", domain));
        Assert.Contains(domain, shell.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_ends_where_it_is_told_to_or_where_there_are_no_more()
    {
        for (var i = 0; i < 3; i++)
            await server.NewTenantAsync();
        using var shell = await OperatorAsync();

        var two = await shell.JsonAsync("tenants", "list", "--limit", "2");
        Assert.Equal(2, two["tenants"]!.AsArray().Count);
        Assert.NotEqual("", (string?)two["next_page_token"]);

        var all = await shell.JsonAsync("tenants", "list", "--all");
        Assert.True(all["tenants"]!.AsArray().Count >= 3);
        Assert.Equal("", (string?)all["next_page_token"]);

        Assert.Equal(ExitCode.Ok, await shell.RunAsync("tenants", "list", "--limit", "2"));
        Assert.Contains("--all", shell.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_owner_shows_the_own_tenant_and_lists_no_others()
    {
        var tenant = await server.NewTenantAsync();
        using var shell = TestShell.Of(tenant);

        Assert.Equal(tenant.Id, (string?)(await shell.JsonAsync("tenants", "show"))["id"]);

        Assert.Equal(ExitCode.Failed, await shell.RunAsync("tenants", "list"));
        Assert.Equal("This takes the role operator.", shell.Error.Trim());
    }

    [Fact]
    public async Task Wrong_fields_are_told_one_by_one()
    {
        using var shell = await OperatorAsync();

        Assert.Equal(ExitCode.Failed, await shell.RunAsync("tenants", "create", "", "no domain", "--time-zone", "Mars"));
        Assert.Contains("  tenant.name: ", shell.Error, StringComparison.Ordinal);
        Assert.Contains("  tenant.domain: ", shell.Error, StringComparison.Ordinal);
        Assert.Contains("  tenant.time_zone: ", shell.Error, StringComparison.Ordinal);
    }

    private async Task<TestShell> OperatorAsync() => TestShell.Of(await server.NewTenantAsync(), await server.Shared.NewOperatorAsync());
}
