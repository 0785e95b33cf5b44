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
        foreach (var error in parsed.Errors)
            shell.Error.WriteLine(error.Message);
        shell.Error.WriteLine(Say.That(Words.SeeHelp, PathOf(parsed.CommandResult)));
        return ExitCode.WrongUsage;
    }

    private static string PathOf(CommandResult command) =>
        command.Parent is CommandResult parent ? $"{PathOf(parent)} {command.Command.Name}" : "te";
}
