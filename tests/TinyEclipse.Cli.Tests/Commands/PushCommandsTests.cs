using System.Text.Json.Nodes;
using TinyEclipse.Server.Tests;
using TinyEclipse.Tenants.V1;

namespace TinyEclipse.Cli.Tests.Commands;

public sealed class PushCommandsTests(TestServer server)
{
    [Fact]
    public async Task A_test_push_arrives_at_the_phone_that_te_plays()
    {
        var tenant = await server.NewTenantAsync();
        using var phone = TestShell.Of(tenant);
        using var shell = TestShell.Of(tenant);
        var listening = await phone.StartAsync("Taking pushes", "push", "listen", "--json");

        Assert.Equal(1, (int)(await shell.JsonAsync("push", "test"))["device_count"]!);
        await phone.UntilAsync(() => phone.Lines.Count == 1);

        var push = JsonNode.Parse(phone.Lines[0])!;
        Assert.Equal((true, false, null), ((bool)push["accepted"]!, (bool)push["repeated"]!, (string?)push["problem"]));
        Assert.Equal("test", (string?)push["payload"]!["type"]);
        Assert.NotEqual("", (string?)push["payload"]!["title"]);
        Assert.StartsWith("te on", (string?)(await shell.JsonAsync("push", "list"))["push_subscriptions"]![0]!["device_name"], StringComparison.Ordinal);

        Assert.Equal(ExitCode.Ok, await listening.InterruptAsync());
        Assert.Empty((await shell.JsonAsync("push", "list"))["push_subscriptions"]!.AsArray());
    }

    [Fact]
    public async Task Who_watches_sees_that_the_push_was_taken()
    {
        var tenant = await server.NewTenantAsync();
        using var phone = TestShell.Of(tenant);
        using var shell = TestShell.Of(tenant);
        var listening = await phone.StartAsync("Taking pushes", "push", "listen");
        var watching = await shell.StartAsync("Watching", "watch", "--type", "push_delivered", "push_failed");

        Assert.Equal(ExitCode.Ok, await phone.RunAsync("push", "test"));
        await shell.UntilAsync(() => shell.Lines.Count == 1);

        Assert.Contains("push test was taken", shell.Lines[0], StringComparison.Ordinal);
        Assert.Contains("A test push is on its way to 1 device.", phone.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Ok, await watching.InterruptAsync());
        Assert.Equal(ExitCode.Ok, await listening.InterruptAsync());
    }

    [Fact]
    public async Task Without_a_device_te_says_how_to_get_one()
    {
        using var shell = TestShell.Of(await server.NewTenantAsync());

        Assert.Equal(ExitCode.Failed, await shell.RunAsync("push", "test"));
        Assert.Equal(Words.NoPushSubscription, shell.Error.Trim());
    }

    [Fact]
    public async Task A_plan_without_pushes_is_told_which_one_has_them()
    {
        using var shell = TestShell.Of(await server.NewTenantAsync(Plan.Tiny));

        Assert.Equal(ExitCode.Failed, await shell.RunAsync("push", "test"));
        Assert.EndsWith("that takes the plan pro.", shell.Error.Trim(), StringComparison.Ordinal);
    }
}
