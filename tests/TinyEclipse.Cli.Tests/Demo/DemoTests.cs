using TinyEclipse.Server.Tests;
using TinyEclipse.Tenants.V1;

namespace TinyEclipse.Cli.Tests.Demo;

public sealed class DemoTests(TestServer server)
{
    [Fact]
    public async Task The_server_judges_as_the_script_expects()
    {
        using var shell = TestShell.Of(await server.NewTenantAsync());
        var ledger = Path.Combine(shell.Folder, "ledger");

        var summary = await PlayAsync(shell, "--carts", "10", "--speed", "600", "--ledger", ledger);

        Assert.Equal((10, 10, 4), ((int)summary["carts_sent"]!, (int)summary["carts_acknowledged"]!, (int)summary["expected_abandoned"]!));
        Assert.Equal((int)summary["reports_sent"]!, (int)summary["reports_acknowledged"]!);
        var played = await PlayedDemo.ReadAsync(shell, ledger);
        await played.NothingIsLostAsync();
        await played.EndsAsExpectedAsync();
        Assert.Contains((await played.CartsAsync()).Values, cart => (string?)cart["state"] == "CART_STATE_RETURNED");
    }

    [Fact]
    public async Task A_plan_without_carts_is_told()
    {
        using var shell = TestShell.Of(await server.NewTenantAsync(Plan.Tiny));

        Assert.Equal(ExitCode.Failed, await shell.RunAsync("demo", "--carts", "2", "--speed", "1000"));
        Assert.Contains("plan", shell.Error, StringComparison.Ordinal);
        Assert.Contains("0 of 2 acknowledged", shell.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_site_token_that_the_server_does_not_know_ends_it_at_once()
    {
        using var shell = TestShell.Of(await server.NewTenantAsync());

        Assert.Equal(ExitCode.Failed, await shell.RunAsync("demo", "--site-token", "te_site_nobody"));
        Assert.Contains("401", shell.Error, StringComparison.Ordinal);
        Assert.Equal("", shell.Output);
    }

    private static async Task<System.Text.Json.Nodes.JsonNode> PlayAsync(TestShell shell, params string[] arguments)
    {
        Assert.Equal(ExitCode.Ok, await shell.RunAsync(["demo", "--seed", "7", "--json", .. arguments]));
        return System.Text.Json.Nodes.JsonNode.Parse(shell.Output)!;
    }
}
