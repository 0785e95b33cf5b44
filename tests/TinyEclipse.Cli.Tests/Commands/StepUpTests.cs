using TinyEclipse.Rpc.V1;
using TinyEclipse.Server.Tests;
using TinyEclipse.Server.Tests.People;

namespace TinyEclipse.Cli.Tests.Commands;

public sealed class StepUpTests(ClockedServer clocked) : IClassFixture<ClockedServer>
{
    [Fact]
    public async Task Without_a_keyboard_te_says_which_command_proves_it_again()
    {
        var (person, shell) = await SignedInLongAgoAsync();
        using var _ = shell;

        Assert.Equal(ExitCode.Failed, await shell.RunAsync("tokens", "create", "Script", "*"));
        Assert.Equal(Words.StepUpRequired, shell.Error.Trim());

        using var proving = new TestShell { Input = $"{person.Password}\n", Environment = { ["TE_GRPC_URL"] = shell.Environment["TE_GRPC_URL"], ["TE_API_TOKEN"] = shell.Environment["TE_API_TOKEN"] } };
        Assert.NotNull((await proving.JsonAsync("reauthenticate"))["authenticate_time"]);
        await Eventually.HoldsAsync(async () => await shell.RunAsync("tokens", "create", "Script", "*") == ExitCode.Ok);
    }

    [Fact]
    public async Task At_a_keyboard_te_asks_and_goes_on()
    {
        var (person, shell) = await SignedInLongAgoAsync();
        using var _ = shell;
        shell.Answers.Enqueue(person.Password);

        Assert.Equal(ExitCode.Ok, await shell.RunAsync("tokens", "create", "Script", "*"));
        Assert.Matches("^te_api_[0-9A-Za-z]{49}$", shell.Output.Trim());
        Assert.Single((await shell.JsonAsync("tokens", "list"))["api_tokens"]!.AsArray());
    }

    [Fact]
    public async Task A_wrong_answer_opens_nothing()
    {
        var (_, shell) = await SignedInLongAgoAsync();
        using var __ = shell;
        shell.Answers.Enqueue("wrong");

        Assert.Equal(ExitCode.Failed, await shell.RunAsync("tokens", "create", "Script", "*"));
        Assert.Contains(Words.SignInRefused, shell.Error, StringComparison.Ordinal);
    }

    private async Task<(TestPerson Person, TestShell Shell)> SignedInLongAgoAsync()
    {
        var tenant = await clocked.Server.NewTenantAsync();
        var person = await TestPerson.NewAsync(clocked.Server, tenant.Tenant, Role.Owner);
        var caller = await person.SignedInAsync();
        clocked.Clock.Advance(TimeSpan.FromMinutes(11));
        return (person, TestShell.Of(tenant, caller));
    }
}
