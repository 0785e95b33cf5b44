using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using Grpc.Core;
using TinyEclipse.Cli.CommandLine;
using TinyEclipse.Cli.Configuration;
using TinyEclipse.Cli.Output;
using TinyEclipse.Contacts.V1;
using TinyEclipse.Contracts;

namespace TinyEclipse.Cli.Commands;

internal static class ContactCommands
{
    private static readonly Argument<string> Who = new("contact") { Description = Words.ContactIdOrEmail };
    private static readonly Option<string?> Email = new("--email") { Description = Words.ContactEmailChoice, HelpName = "ADDRESS" };

    private static readonly Option<string?> Out = new("--out") { Description = Words.ContactExportFile, HelpName = "FILE" };
    private static readonly Option<bool> Yes = new("--yes") { Description = Words.ContactEraseYes };

    public static Command All() => new("contacts", Words.Contacts)
    {
        List(),
        Show(),
        Export(),
        Erase(),
    };

    private static Command List() => new Command("list", Words.ContactsList) { Email }.ForTenant().WithPaging().Does(async (run, cancellationToken) =>
    {
        var page = await run.CollectAsync(
            (size, token) => run.Client.Contacts.ListContactsAsync(
                new() { TenantId = run.TenantId, Email = run.Value(Email) ?? "", PageSize = size, PageToken = token }, cancellationToken: cancellationToken),
            page => page.Contacts,
            page => page.NextPageToken);
        if (run.Report.Document(page))
            return;

        var table = new Table(new(Words.Name, Shrinks: true), new(Words.Email, Shrinks: true), new(Words.Seen, AlignsRight: true), new(Words.Id));
        foreach (var contact in page.Contacts)
            table.Add(contact.Name, contact.Email.Length > 0 ? contact.Email : contact.Phone, Human.Age(contact.LastSeenTime, run.Shell.Time), contact.Id);
        run.Report.Table(table);
    });

    private static Command Show() => new Command("show", Words.ContactsShow) { Who }.ForTenant().WithPaging().Does(async (run, cancellationToken) =>
    {
        var contact = await FindAsync(run, run.Value(Who), cancellationToken);
        var story = await run.CollectAsync(
            (size, token) => run.Client.Journey.ListJourneyEntriesAsync(
                new() { TenantId = run.TenantId, ContactId = contact.Id, PageSize = size, PageToken = token }, cancellationToken: cancellationToken),
            page => page.Entries,
            page => page.NextPageToken);
        var document = new JsonObject { ["contact"] = MessageJson.ToNode(contact), ["entries"] = MessageJson.ToNode(story.Entries), ["next_page_token"] = story.NextPageToken };
        if (run.Report.Document(document))
            return;

        run.Report.Details(
            (Words.Id, contact.Id),
            (Words.Name, new Cell(contact.Name, "bold")),
            (Words.Email, contact.Email),
            (Words.Phone, contact.Phone),
            (Words.FirstSeen, Human.Moment(contact.FirstSeenTime, run.Shell.Time)),
            (Words.LastSeen, Human.Moment(contact.LastSeenTime, run.Shell.Time)));
        Timeline.Print(run, story.Entries);
    });

    private static Command Export() => new Command("export", Words.ContactsExport) { Who, Out }.ForTenant().Does(async (run, cancellationToken) =>
    {
        var contact = await FindAsync(run, run.Value(Who), cancellationToken);
        using var call = run.Client.Contacts.ExportContact(new() { TenantId = run.TenantId, ContactId = contact.Id }, cancellationToken: cancellationToken);
        var document = new MemoryStream(); // whole, so that a file that is there is the whole of it
        await foreach (var piece in call.ResponseStream.ReadAllAsync(cancellationToken))
            piece.Data.WriteTo(document);

        if (run.Value(Out) is not { } file)
        {
            run.Shell.Output.WriteLine(Encoding.UTF8.GetString(document.GetBuffer().AsSpan(0, (int)document.Length)));
            return;
        }
        PrivateFile.Write(Path.Combine(run.Shell.Folder, file), document.WriteTo);
        if (!run.Report.Document(new JsonObject { ["contact_id"] = contact.Id, ["file"] = file }))
            run.Report.Line(Say.That(Words.ContactExported, file));
    });

    private static Command Erase() => new Command("erase", Words.ContactsErase) { Who, Yes }.ForTenant().Does(async (run, cancellationToken) =>
    {
        var contact = await FindAsync(run, run.Value(Who), cancellationToken);
        if (!run.Value(Yes))
            throw new UsageException(Say.That(Words.ContactEraseAsks, contact.Id));

        await run.Client.Contacts.EraseContactAsync(new() { TenantId = run.TenantId, ContactId = contact.Id }, cancellationToken: cancellationToken);
        if (!run.Report.Document(new JsonObject { ["contact_id"] = contact.Id, ["erased"] = true }))
            run.Report.Line(Say.That(Words.ContactErased, contact.Id));
    });

    private static async Task<Contact> FindAsync(Run run, string who, CancellationToken cancellationToken)
    {
        if (Checks.IsId(who))
            return await run.Client.Contacts.GetContactAsync(new() { TenantId = run.TenantId, ContactId = who }, cancellationToken: cancellationToken);
        if (!who.Contains('@', StringComparison.Ordinal))
            throw new UsageException(Say.That(Words.NotAContact, who));

        var page = await run.Client.Contacts.ListContactsAsync(new() { TenantId = run.TenantId, Email = who, PageSize = 1 }, cancellationToken: cancellationToken);
        return page.Contacts.FirstOrDefault() ?? throw new FailureException(Say.That(Words.NoContactWithEmail, who));
    }
}
