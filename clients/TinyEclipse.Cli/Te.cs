using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using TinyEclipse.Cli.CommandLine;
using TinyEclipse.Cli.Commands;

namespace TinyEclipse.Cli;

/// <summary>The table of contents: every command of te.</summary>
internal static class Te
{
    private static readonly RootCommand Commands = WithNotes(new(Words.Te)
    {
        CommonOptions.Json,
        CommonOptions.Address,
        CommonOptions.Token,
        CommonOptions.AllowClearText,
        CommonOptions.Verbose,
        LoginCommands.Login(),
        LogoutCommand.Logout(),
        ReauthenticateCommand.Reauthenticate(),
        LoginCommands.WhoAmI(),
        TenantCommands.All(),
        UserCommands.All(),
        SessionCommands.All(),
        TokenCommands.All(),
        PasskeyCommands.All(),
        SiteCommands.All(),
        PairCommand.Pair(),
        KeyCommands.All(),
        CartCommands.All(),
        ContactCommands.All(),
        WatchCommand.Watch(),
        PushCommands.All(),
        OutboxCommands.All(),
        AuditCommands.All(),
        DemoCommand.Demo(),
    });

    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, Shell shell, CancellationToken cancellationToken = default)
    {
        var parsed = Commands.Parse(arguments);
        return parsed.Action is ParseErrorAction ? Refuse(parsed, shell) : await parsed.InvokeAsync(new Invocation(shell), cancellationToken);
    }

    private static RootCommand WithNotes(RootCommand root)
    {
        var notes = new Dictionary<string, string>(StringComparer.Ordinal) { [root.Name] = Words.TeNotes, ["demo"] = Words.DemoNotes };
        root.Options.OfType<HelpOption>().Single().Action = new HelpWithNotes(notes);
        return root;
    }

    private static int Refuse(ParseResult parsed, Shell shell)
    {
        var path = PathOf(parsed.CommandResult);
        var choices = string.Join(", ", parsed.CommandResult.Command.Subcommands.Select(command => command.Name));
        var sentences = (choices, parsed.UnmatchedTokens) switch
        {
            ("", _) => parsed.Errors.Select(error => error.Message),
            (_, []) => [Say.That(Words.WhichCommand, path, choices)],
            (_, [var name, ..]) when !name.StartsWith('-') => [Say.That(Words.NoSuchCommand, path, name, choices)],
            (_, [var option, ..]) => [Say.That(Words.NoSuchOption, path, option)],
        };
        foreach (var sentence in sentences)
            shell.Error.WriteLine(sentence);
        shell.Error.WriteLine(Say.That(Words.SeeHelp, path));
        return ExitCode.WrongUsage;
    }

    private static string PathOf(CommandResult command) =>
        command.Parent is CommandResult parent ? $"{PathOf(parent)} {command.Command.Name}" : "te";
}
