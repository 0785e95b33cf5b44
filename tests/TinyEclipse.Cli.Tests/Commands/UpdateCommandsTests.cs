using TinyEclipse.Server.Tests;

namespace TinyEclipse.Cli.Tests.Commands;

public sealed class UpdateCommandsTests(TestServer server)
{
    [Fact]
    public async Task Only_what_is_given_of_a_tenant_is_changed()
    {
        using var shell = TestShell.Of(await server.NewTenantAsync());
        var before = await shell.JsonAsync("tenants", "show");

        var after = await shell.JsonAsync("tenants", "update", "--name", "Chocola Bé", "--abandon-minutes", "45");

        Assert.Equal(("Chocola Bé", 45), ((string?)after["name"], (int)after["cart_abandon_minutes"]!));
        Assert.Equal(((string?)before["domain"], (string?)before["time_zone"]), ((string?)after["domain"], (string?)after["time_zone"]));
        Assert.NotEqual((string?)before["etag"], (string?)after["etag"]);
    }

    [Fact]
    public async Task The_domain_is_an_operators_to_change()
    {
        var tenant = await server.NewTenantAsync();
        using var owner = TestShell.Of(tenant);
        using var @operator = TestShell.Of(tenant, await server.Shared.NewOperatorAsync());
        var domain = $"{Guid.NewGuid():n}.example";

        Assert.Equal(ExitCode.Failed, await owner.RunAsync("tenants", "update", "--domain", domain));
        Assert.Equal("This takes the role operator.", owner.Error.Trim());
        Assert.Equal(domain, (string?)(await @operator.JsonAsync("tenants", "update", tenant.Id, "--domain", domain))["domain"]);
    }

    [Theory]
    [InlineData("tenants", "--name", "Late")]
    [InlineData("sites", "--environment", "staging")]
    public async Task What_somebody_else_changed_meanwhile_is_not_undone(string what, string option, string value)
    {
        var tenant = await server.NewTenantAsync();
        using var shell = TestShell.Of(tenant);
        var id = what == "sites" ? tenant.SiteId.ToString() : tenant.Id;

        Assert.Equal(ExitCode.Failed, await shell.RunAsync(what, "update", id, option, value, "--etag", "of-before"));
        Assert.Equal(Words.ChangedMeanwhile, shell.Error.Trim());
        var left = what == "sites" ? await shell.JsonAsync("sites", "list") : await shell.JsonAsync("tenants", "show");
        Assert.DoesNotContain(value, left.ToJsonString(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_site_moves_and_keeps_what_it_is_for()
    {
        var tenant = await server.NewTenantAsync();
        using var shell = TestShell.Of(tenant);

        var moved = await shell.JsonAsync("sites", "update", tenant.SiteId.ToString(), "--site-url", "https://nieuw.example.be");

        Assert.Equal(("https://nieuw.example.be", "SITE_ENVIRONMENT_PRODUCTION"), ((string?)moved["url"], (string?)moved["environment"]));
        Assert.Equal("SITE_ENVIRONMENT_STAGING", (string?)(await shell.JsonAsync("sites", "update", tenant.SiteId.ToString(), "--environment", "staging"))["environment"]);
    }
}
