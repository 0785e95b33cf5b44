using TinyEclipse.Cli.Configuration;
using TinyEclipse.Server.Tests;
using TinyEclipse.Server.Tests.People;

namespace TinyEclipse.Cli.Tests.Commands;

/// <summary>What `te login` asks, of whom, and what it takes from elsewhere.</summary>
public sealed class LoginQuestionsTests(TestServer server)
{
    [Fact]
    public async Task Without_a_keyboard_only_the_password_is_read_and_never_repeated()
    {
        using var shell = new TestShell { Input = "correct horse battery\n" };

        Assert.Equal(ExitCode.WrongUsage, await shell.RunAsync("login", "--email", "an@example.be"));

        Assert.Equal((Words.AddressMissing, ""), (shell.Error.Trim(), shell.Output));
    }

    [Fact]
    public async Task A_password_is_no_token_and_goes_nowhere()
    {
        using var shell = new TestShell { Input = "correct horse battery\n" };

        Assert.Equal(ExitCode.WrongUsage, await shell.RunAsync("login", "--url", server.Shared.GrpcAddress.ToString()));

        Assert.Equal(Words.NotAToken, shell.Error.Trim());
    }

    [Fact]
    public async Task A_development_server_is_signed_in_to_without_naming_it()
    {
        var person = await TestPerson.NewAsync(server.Shared);
        using var shell = new TestShell { Input = $"{person.Password}\n" };
        WriteDevelopmentFile(shell, "te_api_dev");

        Assert.Equal((ExitCode.Ok, ""), (await shell.RunAsync("login", "--email", person.Email), shell.Error));

        Assert.Equal(ExitCode.Ok, await shell.RunAsync("whoami"));
        Assert.Contains($"session, from {shell.LoginPath}", shell.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_that_ended_begins_anew_with_nothing_but_the_password()
    {
        var person = await TestPerson.NewAsync(server.Shared);
        using var shell = new TestShell();
        foreach (var answer in new[] { server.Shared.GrpcAddress.ToString(), person.Email, person.Password })
            shell.Answers.Enqueue(answer);
        Assert.Equal(ExitCode.Ok, await shell.RunAsync("login"));
        LoginFile.Of(shell.Shell()).Write(server.Shared.GrpcAddress, "te_session_that_ended", person.Email);

        foreach (var answer in new[] { "", "", person.Password })
            shell.Answers.Enqueue(answer);
        Assert.Equal((ExitCode.Ok, ""), (await shell.RunAsync("login"), shell.Error));

        Assert.Equal(person.Email, (string?)(await shell.JsonAsync("whoami"))["person"]!["email"]);
    }

    [Fact]
    public async Task Who_has_no_password_gives_a_token()
    {
        var tenant = await server.NewTenantAsync();
        using var shell = new TestShell();
        foreach (var answer in new[] { server.Shared.GrpcAddress.ToString(), "", tenant.Owner.Token })
            shell.Answers.Enqueue(answer);

        Assert.Equal((ExitCode.Ok, ""), (await shell.RunAsync("login"), shell.Error));

        Assert.Null(LoginFile.Of(shell.Shell()).Read()!.Email);
    }

    [Fact]
    public async Task A_login_that_the_environment_overrules_says_so()
    {
        var tenant = await server.NewTenantAsync();
        var person = await TestPerson.NewAsync(server.Shared);
        using var shell = new TestShell { Input = $"{person.Password}\n", Environment = { ["TE_API_TOKEN"] = tenant.Owner.Token } };

        Assert.Equal(ExitCode.Ok, await shell.RunAsync("login", "--email", person.Email, "--url", server.Shared.GrpcAddress.ToString()));
        Assert.Equal(Words.TokenComesBefore, shell.Error.Trim());

        using var elsewhere = new TestShell { Input = $"{person.Password}\n", Environment = { ["TE_GRPC_URL"] = "http://127.0.0.1:1" } };
        Assert.Equal(ExitCode.Ok, await elsewhere.RunAsync("login", "--email", person.Email, "--url", server.Shared.GrpcAddress.ToString()));
        Assert.Equal(Say.That(Words.AddressComesBefore, "http://127.0.0.1:1/"), elsewhere.Error.Trim());
    }

    [Fact]
    public async Task A_login_by_the_token_of_the_environment_is_not_overruled_by_it()
    {
        using var shell = TestShell.Of(await server.NewTenantAsync());

        Assert.Equal((ExitCode.Ok, ""), (await shell.RunAsync("login"), shell.Error));
    }

    private void WriteDevelopmentFile(TestShell shell, string token)
    {
        var folder = Directory.CreateDirectory(Path.Combine(shell.Folder, ".data")).FullName;
        File.WriteAllLines(Path.Combine(folder, "dev.env"), [$"TE_GRPC_URL={server.Shared.GrpcAddress}", $"TE_API_TOKEN={token}"]);
    }
}
