using Spectre.Console;
using TinyEclipse.Cli.CommandLine;
using TinyEclipse.Cli.Configuration;

namespace TinyEclipse.Cli.Commands;

/// <summary>
/// Gets what `te login` was not given: asked at a terminal, where the last login is offered again. Without one only the secret is read from the input,
/// so that it need not stand in a command line and is never taken for anything else.
/// </summary>
internal static class LoginQuestions
{
    public static Uri Address(Run run, Source? last)
    {
        if (run.OptionAddress is { } option)
            return option;
        if (EnvironmentSource.Read(run.Shell.Environment).Address is { } variable)
            return variable;
        var known = last?.Address ?? EnvironmentSource.FindDevelopment(run.Shell.Folder)?.Address;
        if (!run.Shell.IsInteractive)
            return known ?? throw new UsageException(Words.AddressMissing);

        var question = new TextPrompt<string>(known is null ? Words.AskAddress : Say.That(Words.AskAddressAsBefore, Markup.Escape(known.ToString())));
        var answer = run.Shell.Prompt(run.Shell, question.AllowEmpty().Validate(text => IsAddress(text) || (text.Length == 0 && known is not null), Words.AskAddressAgain));
        return ServerUri.ParseOrNull(answer, CommonOptions.Address.Name) ?? known ?? throw new UsageException(Words.AddressMissing);
    }

    /// <summary>Of the person who is to sign in; null where a token is given instead.</summary>
    public static string? Email(Run run, Source? last)
    {
        if (!run.Shell.IsInteractive || GivenToken(run) is not null)
            return null;
        var question = new TextPrompt<string>(last?.Email is { } before ? Say.That(Words.AskEmailAsBefore, Markup.Escape(before)) : Words.AskEmail);
        return run.Shell.Prompt(run.Shell, question.AllowEmpty()).Trim() is { Length: > 0 } answer ? answer : last?.Email;
    }

    public static string Token(Run run)
    {
        var token = (GivenToken(run) ?? run.Shell.Ask(new TextPrompt<string>(Words.AskToken).Secret(), Words.TokenMissing)).Trim();
        return TokenKind.IsToken(token) ? token : throw new UsageException(Words.NotAToken);
    }

    private static string? GivenToken(Run run) => run.Value(CommonOptions.Token) ?? EnvironmentSource.Read(run.Shell.Environment).Token;

    private static bool IsAddress(string text) => ServerUri.TryParse(text, out _);
}
