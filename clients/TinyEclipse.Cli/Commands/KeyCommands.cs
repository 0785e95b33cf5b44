using System.CommandLine;
using TinyEclipse.Cli.CommandLine;
using TinyEclipse.Cli.Output;
using TinyEclipse.Sites.V1;

namespace TinyEclipse.Cli.Commands;

internal static class KeyCommands
{
    private static readonly Option<bool> Now = new("--now") { Description = Words.KeysRotateNow };

    public static Command All() => new("keys", Words.Keys)
    {
        List(),
        Rotate(),
    };

    private static Command List() => new Command("list", Words.KeysList).Does(async (run, cancellationToken) =>
        Print(run, await run.Client.ServerKeys.GetServerKeysAsync(new(), cancellationToken: cancellationToken)));

    private static Command Rotate() => new Command("rotate", Words.KeysRotate) { Now }.Does(async (run, cancellationToken) =>
        Print(run, await run.Client.ServerKeys.RotateServerKeyAsync(new() { Immediately = run.Value(Now) }, cancellationToken: cancellationToken)));

    private static void Print(Run run, GetServerKeysResponse keys)
    {
        if (run.Report.Document(keys))
            return;

        var table = new Table(new(Words.KeyId), new(Words.SignsFrom), new(Words.EndsAt));
        foreach (var key in keys.Keys)
            table.Add(key.Id, Human.Moment(key.SignTime, run.Shell.Time), Human.Moment(key.ExpireTime, run.Shell.Time));
        run.Report.Table(table);
    }
}
