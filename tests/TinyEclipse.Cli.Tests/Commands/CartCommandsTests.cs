using System.Net.Http.Json;
using System.Text.Json.Nodes;
using TinyEclipse.Server.Tests;
using TinyEclipse.Tenants.V1;

namespace TinyEclipse.Cli.Tests.Commands;

public sealed class CartCommandsTests(TestServer server)
{
    [Fact]
    public async Task A_cart_is_listed_and_shown_with_what_is_in_it()
    {
        var tenant = await server.NewTenantAsync();
        var id = await ReportAsync(tenant, "c-1", "an@example.be", orderId: null);
        await ReportAsync(tenant, "c-2", "bert@example.be", orderId: "17");
        using var shell = TestShell.Of(tenant);

        Assert.Equal(2, (await shell.JsonAsync("carts", "list"))["abandoned_carts"]!.AsArray().Count);
        var active = Assert.Single((await shell.JsonAsync("carts", "list", "--state", "active"))["abandoned_carts"]!.AsArray())!;
        Assert.Equal((id, 4500, "CART_STATE_ACTIVE"), ((string?)active["id"], (int)active["total_minor"]!, (string?)active["state"]));
        var byContact = await shell.JsonAsync("carts", "list", "--contact", (string)active["contact_id"]!);
        Assert.Single(byContact["abandoned_carts"]!.AsArray());

        Assert.Equal(ExitCode.Ok, await shell.RunAsync("carts", "show", id));
        Assert.Contains("Pralines 250 g", shell.Output, StringComparison.Ordinal);
        Assert.Contains("22.50 EUR", shell.Output, StringComparison.Ordinal);
        Assert.Contains("45.00 EUR", shell.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Carts_are_counted_and_summed_by_state()
    {
        var tenant = await server.NewTenantAsync();
        await ReportAsync(tenant, "c-1", "an@example.be", orderId: null);
        await ReportAsync(tenant, "c-2", "bert@example.be", orderId: "17");
        using var shell = TestShell.Of(tenant);

        Assert.Equal(ExitCode.Ok, await shell.RunAsync("carts", "stats"));
        Assert.Matches("active +1 +45.00 EUR", shell.Output);
        Assert.Matches("ordered +1 +45.00 EUR", shell.Output);
        Assert.Empty((await shell.JsonAsync("carts", "stats", "--to", "2020-01-01"))["totals"]!.AsArray());
    }

    [Fact]
    public async Task A_contact_is_shown_with_the_story_by_id_or_address()
    {
        var tenant = await server.NewTenantAsync();
        await ReportAsync(tenant, "c-1", "an@example.be", orderId: null);
        using var shell = TestShell.Of(tenant);

        var contact = Assert.Single((await shell.JsonAsync("contacts", "list"))["contacts"]!.AsArray())!;
        var byAddress = await shell.JsonAsync("contacts", "show", "AN@example.be");
        var byId = await shell.JsonAsync("contacts", "show", (string)contact["id"]!);

        Assert.Equal(byId.ToJsonString(), byAddress.ToJsonString());
        Assert.Equal(["contact", "entries", "next_page_token"], byId.AsObject().Select(field => field.Key));
        Assert.Equal("TOUCHPOINT_CART", (string?)byId["entries"]![0]!["touchpoint"]);
        Assert.Equal(ExitCode.Ok, await shell.RunAsync("contacts", "show", "an@example.be"));
        Assert.Contains("Winkelwagen gestart", shell.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_another_tenant_has_is_not_there()
    {
        var id = await ReportAsync(await server.NewTenantAsync(), "c-1", "an@example.be", orderId: null);
        using var shell = TestShell.Of(await server.NewTenantAsync());

        Assert.Equal(ExitCode.Failed, await shell.RunAsync("carts", "show", id));
        Assert.Equal($"There is no cart {id}.", shell.Error.Trim());
    }

    [Fact]
    public async Task An_address_that_no_contact_has_is_told()
    {
        using var shell = TestShell.Of(await server.NewTenantAsync(Plan.Tiny));

        Assert.Equal(ExitCode.Failed, await shell.RunAsync("contacts", "show", "nobody@example.be"));
        Assert.Contains("nobody@example.be", shell.Error, StringComparison.Ordinal);
    }

    private static async Task<string> ReportAsync(TestTenant tenant, string token, string email, string? orderId)
    {
        var report = new
        {
            cart_token = token,
            email,
            currency_code = "EUR",
            total_minor = 4500,
            items = new[] { new { product_id = "11", name = "Pralines 250 g", quantity = 2, price_minor = 2250 } },
            order_id = orderId ?? "",
        };
        var response = await tenant.Site.Http.PostAsJsonAsync($"api/shop/{tenant.Id}/abandoned-carts", report);
        response.EnsureSuccessStatusCode();
        return (string)(await response.Content.ReadFromJsonAsync<JsonNode>())!["id"]!;
    }
}
