using Microsoft.Extensions.DependencyInjection;
using TinyEclipse.Server.Features.Sites;
using TinyEclipse.Server.Tests;
using TinyEclipse.Sites.V1;

namespace TinyEclipse.Cli.Tests.Commands;

public sealed class SiteCommandsTests(TestServer server)
{
    [Fact]
    public async Task A_site_is_added_and_gets_a_token_of_its_own()
    {
        using var shell = TestShell.Of(await server.NewTenantAsync());

        var site = await shell.JsonAsync("sites", "create", "https://staging.example.be", "--staging");
        Assert.Equal("SITE_ENVIRONMENT_STAGING", (string?)site["environment"]);
        Assert.StartsWith("te_site_", (string?)(await shell.JsonAsync("sites", "tokens", "create", (string)site["id"]!))["token"], StringComparison.Ordinal);
        Assert.Equal(2, (await shell.JsonAsync("sites", "list"))["sites"]!.AsArray().Count);
    }

    [Fact]
    public async Task A_script_gets_the_token_and_nothing_else()
    {
        var tenant = await server.NewTenantAsync();
        using var shell = TestShell.Of(tenant);

        Assert.Equal(ExitCode.Ok, await shell.RunAsync("sites", "tokens", "create", tenant.SiteId.ToString()));
        Assert.Matches("^te_site_[0-9A-Za-z]{49}$", shell.Output.Trim());
    }

    [Fact]
    public async Task More_than_a_page_is_fetched_page_by_page()
    {
        var tenant = await server.NewTenantAsync();
        var sites = tenant.Server.Services.GetRequiredService<SiteStore>();
        for (var number = 0; number < 202; number++)
            await sites.CreateAsync(tenant.Tenant, new Site { Url = $"https://{number}.example.be", Environment = SiteEnvironment.Staging }, CancellationToken.None);
        using var shell = TestShell.Of(tenant);

        var ids = (await shell.JsonAsync("sites", "list", "--limit", "201"))["sites"]!.AsArray().Select(site => (string?)site!["id"]).ToList();
        Assert.Equal((201, 201), (ids.Count, ids.Distinct().Count()));
        Assert.Equal(203, (await shell.JsonAsync("sites", "list", "--all"))["sites"]!.AsArray().Count);
    }

    [Fact]
    public async Task A_site_that_cannot_be_called_is_told_of_in_a_sentence()
    {
        var tenant = await server.NewTenantAsync();
        using var shell = TestShell.Of(tenant);

        Assert.Equal(ExitCode.Failed, await shell.RunAsync("sites", "ping", tenant.SiteId.ToString()));
        Assert.Contains("has not told yet where it answers", shell.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_tenant_is_refused()
    {
        var other = await server.NewTenantAsync();
        using var shell = TestShell.Of(await server.NewTenantAsync());

        Assert.Equal(ExitCode.Failed, await shell.RunAsync("sites", "list", "--tenant", other.Id));
        Assert.Equal(Words.TenantMismatch, shell.Error.Trim());
    }
}
