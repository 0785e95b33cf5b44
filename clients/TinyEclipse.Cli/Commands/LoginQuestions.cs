using Spectre.Console;
using TinyEclipse.Cli.CommandLine;
using TinyEclipse.Cli.Configuration;

namespace TinyEclipse.Cli.Commands;

/// <summary>Gets what `te login` was not given: asked at a terminal, else read from the input, so that no token need stand in a command line.</summary>
internal static class LoginQuestions
{
    public static Uri Address(Run run)
    {
        var address = run.Value(CommonOptions.Address)
            ?? run.Shell.Environment("TE_GRPC_URL")
            ?? run.Shell.Ask(new TextPrompt<string>(Words.AskAddress).Validate(IsAddress, Words.AskAddressAgain), Words.AddressMissing);
        return ServerUri.ParseOrNull(address, CommonOptions.Address.Name) ?? throw new UsageException(Words.AddressMissing);
    }

    public static string Token(Run run) =>
        (run.Value(CommonOptions.Token)
            ?? run.Shell.Environment("TE_API_TOKEN")
            ?? run.Shell.Ask(new TextPrompt<string>(Words.AskToken).Secret(), Words.TokenMissing)).Trim();

    private static bool IsAddress(string text) => ServerUri.TryParse(text, out _);
}
