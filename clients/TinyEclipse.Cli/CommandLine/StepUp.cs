using Grpc.Core;
using Spectre.Console;
using TinyEclipse.Client;
using TinyEclipse.People.V1;
using TinyEclipse.Rpc.V1;

namespace TinyEclipse.Cli.CommandLine;

/// <summary>What matters most asks who sits at the keyboard; where somebody does, they are asked and the command goes on.</summary>
internal static class StepUp
{
    /// <summary>A command writes once, and the server refuses before it writes: to do it again is to do it the first time.</summary>
    public static async Task DoAsync(Run run, Func<Run, CancellationToken, Task> action, CancellationToken cancellationToken)
    {
        try
        {
            await action(run, cancellationToken);
        }
        catch (RpcException failure) when (run.Shell.IsInteractive && failure.GetReason() == ErrorReason.StepUpRequired)
        {
            run.Report.Note(Words.StepUpAsks);
            await ProveAsync(run, byCode: false, cancellationToken);
            await action(run, cancellationToken);
        }
    }

    public static async Task<Session> ProveAsync(Run run, bool byCode, CancellationToken cancellationToken)
    {
        var proof = byCode
            ? new ReauthenticateRequest { TotpCode = run.Shell.Ask(new TextPrompt<string>(Words.AskCode), Words.CodeMissing).Trim() }
            : new ReauthenticateRequest { Password = run.Shell.Ask(new TextPrompt<string>(Words.AskPassword).Secret(null), Words.PasswordMissing) };
        return await run.Client.SignIn.ReauthenticateAsync(proof, cancellationToken: cancellationToken);
    }
}
