using Grpc.Core;
using TinyEclipse.Server.Tests;
using TinyEclipse.Sites.V1;

namespace TinyEclipse.Cli.Tests.Commands;

public sealed class CopyCommandsTests(TestServer server)
{
    [Fact]
    public async Task A_copy_is_listed_and_a_word_ends_its_quarantine()
    {
        var tenant = await server.NewTenantAsync();
        var site = new SiteService.SiteServiceClient(tenant.Site.Grpc);
        await site.RecordHeartbeatAsync(new(), Header('a', "https://shop.example"));
        var id = tenant.SiteId.ToString();
        using var shell = TestShell.Of(tenant);

        // A credential is kept for a second, and with it that the site had told nothing.
        for (var tries = 0; tries < 40 && (await shell.JsonAsync("sites", "copies", id))["copies"]?.AsArray() is not { Count: 1 }; tries++)
        {
            await Task.Delay(100, TestContext.Current.CancellationToken);
            await site.RecordHeartbeatAsync(new(), Header('b', "https://staging.example"));
        }

        var copy = await shell.JsonAsync("sites", "resolve", id, "staging");
        Assert.Equal(("COPY_RULING_STAGING", "https://staging.example"), ((string?)copy["ruling"], (string?)copy["home_url"]));
        Assert.Equal(ExitCode.Failed, await shell.RunAsync("sites", "resolve", id, "new"));
        Assert.Contains("o other installation waits for a word", shell.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.WrongUsage, await shell.RunAsync("sites", "resolve", id, "perhaps"));
    }

    private static Metadata Header(char of, string home) => new() { { "tinyeclipse-installation", $"fingerprint=\"{new string(of, 64)}\", home=\"{home}\"" } };
}
