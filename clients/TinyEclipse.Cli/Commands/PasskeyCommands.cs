using System.CommandLine;
using System.Text.Json.Nodes;
using TinyEclipse.Cli.CommandLine;
using TinyEclipse.Cli.Output;

namespace TinyEclipse.Cli.Commands;

internal static class PasskeyCommands
{
    private static readonly Argument<string> Id = Checks.Id(new Argument<string>("id") { Description = Words.PasskeyId });
    private static readonly Argument<string> NewName = new("name") { Description = Words.PasskeyName };

    public static Command All() => new("passkeys", Words.Passkeys)
    {
        List(),
        Rename(),
        Delete(),
    };

    private static Command List() => new Command("list", Words.PasskeysList).WithPaging().Does(async (run, cancellationToken) =>
    {
        var page = await run.CollectAsync(
            (size, token) => run.Client.Passkeys.ListPasskeysAsync(new() { PageSize = size, PageToken = token }, cancellationToken: cancellationToken),
            page => page.Passkeys,
            page => page.NextPageToken);
        if (run.Report.Document(page))
            return;

        var table = new Table(new(Words.Name, Shrinks: true), new(Words.Created, AlignsRight: true), new(Words.Seen, AlignsRight: true), new(""), new(Words.Id));
        foreach (var passkey in page.Passkeys)
        {
            var (made, used) = (Human.Age(passkey.CreateTime, run.Shell.Time), Human.Age(passkey.LastUseTime, run.Shell.Time));
            table.Add(passkey.Name, made, used, passkey.BackedUp ? Words.PasskeySynced : "", passkey.Id);
        }
        run.Report.Table(table);
        if (page.Passkeys.Count == 0)
            run.Report.Note(Words.PasskeysInBrowser);
    });

    private static Command Rename() => new Command("rename", Words.PasskeysRename) { Id, NewName }.Does(async (run, cancellationToken) =>
    {
        var passkey = await run.Client.Passkeys.RenamePasskeyAsync(new() { PasskeyId = run.Value(Id), Name = run.Value(NewName) }, cancellationToken: cancellationToken);
        if (!run.Report.Document(passkey))
            run.Report.Line(Say.That(Words.PasskeyRenamed, passkey.Name));
    });

    private static Command Delete() => new Command("delete", Words.PasskeysDelete) { Id }.Does(async (run, cancellationToken) =>
    {
        await run.Client.Passkeys.DeletePasskeyAsync(new() { PasskeyId = run.Value(Id) }, cancellationToken: cancellationToken);
        if (!run.Report.Document(new JsonObject { ["deleted"] = true }))
            run.Report.Line(Words.PasskeyDeleted);
    });
}
