using System.CommandLine;
using System.Text.Json.Nodes;
using TinyEclipse.Cli.CommandLine;
using TinyEclipse.Cli.Output;

namespace TinyEclipse.Cli.Commands;

internal static class SessionCommands
{
    private static readonly Argument<string> Id = Checks.Id(new Argument<string>("id") { Description = Words.SessionId });

    public static Command All() => new("sessions", Words.Sessions)
    {
        List(),
        Revoke(),
    };

    private static Command List() => new Command("list", Words.SessionsList).WithPaging().Does(async (run, cancellationToken) =>
    {
        var page = await run.CollectAsync(
            (size, token) => run.Client.Sessions.ListSessionsAsync(new() { PageSize = size, PageToken = token }, cancellationToken: cancellationToken),
            page => page.Sessions,
            page => page.NextPageToken);
        if (run.Report.Document(page))
            return;

        var table = new Table(new(Words.Device, Shrinks: true), new(Words.NetworkAddress), new(Words.Seen, AlignsRight: true), new(""), new(Words.Id));
        foreach (var session in page.Sessions)
            table.Add(session.DeviceName, session.Address, Human.Age(session.LastUseTime, run.Shell.Time), session.Current ? Words.ThisSession : "", session.Id);
        run.Report.Table(table);
    });

    private static Command Revoke() => new Command("revoke", Words.SessionsRevoke) { Id }.Does(async (run, cancellationToken) =>
    {
        await run.Client.Sessions.RevokeSessionAsync(new() { SessionId = run.Value(Id) }, cancellationToken: cancellationToken);
        if (!run.Report.Document(new JsonObject { ["revoked"] = true }))
            run.Report.Line(Words.Ended);
    });
}
