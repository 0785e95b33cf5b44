using TinyEclipse.Server.Tests;
using TinyEclipse.Sites.V1;

namespace TinyEclipse.Cli.Tests.Commands;

public sealed class PairCommandTests(TestServer server)
{
    [Fact]
    public async Task A_script_gets_the_code_and_a_person_how_to_use_it()
    {
        var tenant = await server.NewTenantAsync();
        using var shell = TestShell.Of(tenant);

        Assert.Equal(ExitCode.Ok, await shell.RunAsync("pair", "--site-url", "https://nieuw.example"));
        Assert.Matches("^[34679CDFGHJKMNPQRTVWXY]{4}-[34679CDFGHJKMNPQRTVWXY]{4}$", shell.Output.Trim());
        Assert.Contains("only at https://nieuw.example", shell.Error, StringComparison.Ordinal);

        var paired = await new PairingService.PairingServiceClient(tenant.Server.As("").Grpc).PairSiteAsync(new()
        {
            Code = shell.Output.Trim(),
            HomeUrl = "https://nieuw.example",
            RestUrl = "https://nieuw.example/wp-json/tinyeclipse/v1/",
            Fingerprint = new string('a', 64),
        });
        Assert.Equal(tenant.Id, paired.TenantId);
    }

    [Fact]
    public async Task A_site_that_is_not_there_gets_none()
    {
        using var shell = TestShell.Of(await server.NewTenantAsync());

        Assert.Equal(ExitCode.Failed, await shell.RunAsync("pair", "--site", Guid.NewGuid().ToString()));
    }
}
