using System.CommandLine;
using TinyEclipse.Cli.CommandLine;
using TinyEclipse.Cli.Output;

namespace TinyEclipse.Cli.Commands;

internal static class ReauthenticateCommand
{
    private static readonly TimeSpan ProofLasts = TimeSpan.FromMinutes(10);

    private static readonly Option<bool> ByCode = new("--code") { Description = Words.ReauthenticateByCode };

    public static Command Reauthenticate() => new Command("reauthenticate", Words.Reauthenticate) { ByCode }.Does(async (run, cancellationToken) =>
    {
        var session = await StepUp.ProveAsync(run, run.Value(ByCode), cancellationToken);
        if (!run.Report.Document(session))
            run.Report.Line(Say.That(Words.Reauthenticated, Human.ClockTime(session.AuthenticateTime.ToDateTimeOffset() + ProofLasts, run.Shell.Time)));
    });
}
