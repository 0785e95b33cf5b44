using System.Text.Json.Nodes;
using TinyEclipse.Contacts.V1;
using TinyEclipse.Server.Tests;

namespace TinyEclipse.Cli.Tests.Commands;

public sealed class ContactRightsTests(TestServer server)
{
    [Fact]
    public async Task What_is_held_about_a_contact_goes_into_a_file_that_only_its_owner_reads()
    {
        var tenant = await TellAsync();
        using var shell = TestShell.Of(tenant);

        Assert.Equal(ExitCode.Ok, await shell.RunAsync("contacts", "export", "an@example.be", "--out", "an.json"));

        var file = Path.Combine(shell.Folder, "an.json");
        Assert.Equal("Asked for a gift card", (string?)JsonNode.Parse(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken))!["journey_entries"]![0]!["title"]);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Contains("an.json", shell.Output, StringComparison.Ordinal);

        Assert.Equal(ExitCode.Ok, await shell.RunAsync("contacts", "export", "an@example.be"));
        Assert.Contains("gift card", shell.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_contact_is_erased_only_by_who_says_yes()
    {
        var tenant = await TellAsync();
        using var shell = TestShell.Of(tenant);

        Assert.Equal(ExitCode.WrongUsage, await shell.RunAsync("contacts", "erase", "an@example.be"));
        Assert.Contains("--yes", shell.Error, StringComparison.Ordinal);
        Assert.Single((await shell.JsonAsync("contacts", "list"))["contacts"]!.AsArray());

        Assert.True((bool)(await shell.JsonAsync("contacts", "erase", "an@example.be", "--yes"))["erased"]!);
        Assert.Empty((await shell.JsonAsync("contacts", "list"))["contacts"]!.AsArray());
        Assert.Equal(ExitCode.Failed, await shell.RunAsync("contacts", "erase", "an@example.be", "--yes"));
    }

    private async Task<TestTenant> TellAsync()
    {
        var tenant = await server.NewTenantAsync();
        await new JourneyService.JourneyServiceClient(tenant.Site.Grpc).AppendJourneyEntryAsync(new()
        {
            EventId = "e-1",
            Identity = new() { Email = "an@example.be" },
            Touchpoint = Touchpoint.Chat,
            Title = "Asked for a gift card",
        });
        return tenant;
    }
}
