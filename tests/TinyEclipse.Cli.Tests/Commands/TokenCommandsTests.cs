using TinyEclipse.Rpc.V1;
using TinyEclipse.Server.Tests;
using TinyEclipse.Server.Tests.People;

namespace TinyEclipse.Cli.Tests.Commands;

public sealed class TokenCommandsTests(TestServer server)
{
    [Fact]
    public async Task A_token_is_made_opens_what_its_scopes_name_and_is_not_shown_again()
    {
        var (tenant, shell) = await SignedInAsync();
        using var _ = shell;

        var made = await shell.JsonAsync("tokens", "create", "Boekhouding", "sites:read", "--tenant", tenant.Id, "--expires", $"{DateTime.UtcNow.AddDays(30):O}");
        var token = (string)made["token"]!;
        Assert.Matches("^te_api_[0-9A-Za-z]{49}$", token);
        Assert.Equal(tenant.Id, (string?)made["tenant_id"]);

        Assert.Equal(ExitCode.Ok, await shell.RunAsync("sites", "list", "--token", token));
        Assert.Equal(ExitCode.Failed, await shell.RunAsync("contacts", "list", "--token", token));
        Assert.Contains("contacts:read", shell.Error, StringComparison.Ordinal);

        var listed = Assert.Single((await shell.JsonAsync("tokens", "list"))["api_tokens"]!.AsArray())!;
        Assert.Equal(("Boekhouding", ""), ((string?)listed["name"], (string?)listed["token"]));
    }

    [Fact]
    public async Task A_script_gets_the_token_and_nothing_else()
    {
        var (_, shell) = await SignedInAsync();
        using var __ = shell;

        Assert.Equal(ExitCode.Ok, await shell.RunAsync("tokens", "create", "Script", "*"));
        Assert.Matches("^te_api_[0-9A-Za-z]{49}$", shell.Output.Trim());
        Assert.Equal(Words.TokenShownOnce, shell.Error.Trim());
    }

    [Fact]
    public async Task A_rotated_token_leaves_the_old_one_its_overlap_and_a_revoked_one_ends()
    {
        var (_, shell) = await SignedInAsync();
        using var __ = shell;
        var old = await shell.JsonAsync("tokens", "create", "Script", "*");

        var fresh = await shell.JsonAsync("tokens", "rotate", (string)old["id"]!, "--overlap-hours", "0");
        await RefusesAsync(shell, (string)old["token"]!);
        Assert.Equal(ExitCode.Ok, await shell.RunAsync("whoami", "--token", (string)fresh["token"]!));

        await shell.JsonAsync("tokens", "revoke", (string)fresh["id"]!);
        await RefusesAsync(shell, (string)fresh["token"]!);
    }

    [Fact]
    public async Task An_owner_sees_and_ends_what_others_made_for_the_tenant()
    {
        var (tenant, manager) = await SignedInAsync(Role.Manager);
        using var _ = manager;
        using var owner = TestShell.Of(tenant);
        var made = await manager.JsonAsync("tokens", "create", "Van de manager", "*", "--tenant", tenant.Id);

        var listed = Assert.Single((await owner.JsonAsync("tokens", "list", "--everybody"))["api_tokens"]!.AsArray())!;
        Assert.Equal((string?)made["id"], (string?)listed["id"]);
        Assert.Equal(ExitCode.Failed, await manager.RunAsync("tokens", "list", "--everybody"));

        await owner.JsonAsync("tokens", "revoke", (string)made["id"]!, "--everybody");
        await RefusesAsync(manager, (string)made["token"]!);
    }

    [Fact]
    public async Task A_sites_tokens_are_listed_rotated_and_revoked()
    {
        var tenant = await server.NewTenantAsync();
        using var shell = TestShell.Of(tenant);
        var site = tenant.SiteId.ToString();

        var made = await shell.JsonAsync("sites", "tokens", "create", site);
        var fresh = await shell.JsonAsync("sites", "tokens", "rotate", site, (string)made["id"]!, "--overlap-hours", "1");
        Assert.Matches("^te_site_[0-9A-Za-z]{49}$", (string?)fresh["token"]);
        await shell.JsonAsync("sites", "tokens", "revoke", site, (string)fresh["id"]!);

        var tokens = (await shell.JsonAsync("sites", "tokens", "list", site))["site_tokens"]!.AsArray();
        Assert.Equal(2, tokens.Count); // the site's first one, and the old one until its overlap ends
        Assert.All(tokens, token => Assert.Equal("", (string?)token!["token"]));
        Assert.NotNull(tokens.Single(token => (string?)token!["id"] == (string?)made["id"])!["expire_time"]);
    }

    private async Task<(TestTenant Tenant, TestShell Shell)> SignedInAsync(Role role = Role.Owner)
    {
        var tenant = await server.NewTenantAsync();
        var person = await TestPerson.NewAsync(server.Shared, tenant.Tenant, role);
        return (tenant, TestShell.Of(tenant, await person.SignedInAsync()));
    }

    private static Task RefusesAsync(TestShell shell, string token) =>
        Eventually.HoldsAsync(async () => await shell.RunAsync("whoami", "--token", token) == ExitCode.Failed);
}
