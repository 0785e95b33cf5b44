using System.CommandLine;
using Grpc.Core;
using TinyEclipse.Audit.V1;
using TinyEclipse.Cli.CommandLine;
using TinyEclipse.Cli.Output;

namespace TinyEclipse.Cli.Commands;

internal static class AuditCommands
{
    private static readonly Option<string?> Person = Checks.Id(new Option<string?>("--person") { Description = Words.AuditPerson, HelpName = "ID" });
    private static readonly Option<string?> Resource = new("--resource") { Description = Words.AuditResource, HelpName = "TYPE" };
    private static readonly Option<string?> ResourceId = new("--id") { Description = Words.AuditResourceId, HelpName = "ID" };
    private static readonly Option<string?> Method = new("--method") { Description = Words.AuditMethod, HelpName = "NAME" };
    private static readonly Option<string?> From = Checks.Moment(new Option<string?>("--from") { Description = Words.AuditFrom, HelpName = "TIME" });
    private static readonly Option<string?> To = Checks.Moment(new Option<string?>("--to") { Description = Words.AuditTo, HelpName = "TIME" });
    private static readonly Option<bool> NoTenant = new("--no-tenant") { Description = Words.AuditNoTenant };
    private static readonly Option<string?> FilePath = new("--file") { Description = Words.AuditFile, HelpName = "PATH" };

    public static Command All() => new("audit", Words.Audit)
    {
        List(),
        Export(),
    };

    private static Command List() => WithFilter(new Command("list", Words.AuditList)).WithPaging().Does(async (run, cancellationToken) =>
    {
        var page = await run.CollectAsync(
            (size, token) => run.Client.Audit.ListAuditEntriesAsync(
                new() { TenantId = Tenant(run), Filter = Filter(run), PageSize = size, PageToken = token }, cancellationToken: cancellationToken),
            page => page.Entries,
            page => page.NextPageToken);
        if (run.Report.Document(page))
            return;

        var table = new Table(new(Words.When), new(Words.Who, Shrinks: true), new(Words.What, Shrinks: true), new(Words.Changed, Shrinks: true), new(Words.Request));
        foreach (var entry in page.Entries)
            table.Add(Human.Moment(entry.CreateTime, run.Shell.Time), Who(entry.Actor), What(entry), Changed(entry), entry.RequestId);
        run.Report.Table(table);
    });

    private static Command Export()
    {
        var command = WithFilter(new Command("export", Words.AuditExport));
        command.Add(FilePath);
        return command.Does(async (run, cancellationToken) =>
        {
            using var call = run.Client.Audit.ExportAuditEntries(new() { TenantId = Tenant(run), Filter = Filter(run) }, cancellationToken: cancellationToken);
            if (run.Value(FilePath) is not { } path)
            {
                await foreach (var part in call.ResponseStream.ReadAllAsync(cancellationToken))
                    await run.Shell.Output.WriteAsync(part.Data.ToStringUtf8());
                return;
            }

            await using (var file = new FileStream(Path.Combine(run.Shell.Folder, path), FileMode.CreateNew))
            {
                await foreach (var part in call.ResponseStream.ReadAllAsync(cancellationToken))
                    await file.WriteAsync(part.Data.Memory, cancellationToken);
            }
            run.Report.Note(Say.That(Words.AuditWritten, path));
        });
    }

    private static Command WithFilter(Command command)
    {
        foreach (var option in (System.CommandLine.Option[])[Person, Resource, ResourceId, Method, From, To, NoTenant])
            command.Add(option);
        return command.ForTenant();
    }

    private static string Tenant(Run run) => run.Value(NoTenant) ? Guid.Empty.ToString() : run.TenantId;

    private static AuditFilter Filter(Run run) => new()
    {
        PersonId = run.Value(Person) ?? "",
        ResourceType = run.Value(Resource) ?? "",
        ResourceId = run.Value(ResourceId) ?? "",
        Method = run.Value(Method) ?? "",
        StartTime = run.Moment(From),
        EndTime = run.Moment(To),
    };

    private static string Who(Actor actor)
    {
        var who = actor.PersonName.Length > 0 ? actor.PersonName : actor.Kind.Word();
        return actor.Address.Length > 0 ? $"{who} ({actor.Address})" : who;
    }

    private static string What(AuditEntry entry) =>
        $"{entry.Action.Word()} {entry.ResourceType} {(entry.ResourceId != entry.TenantId ? entry.ResourceId : "")}".TrimEnd();

    /// <summary>Of an update the fields, for a create or delete has them all.</summary>
    private static string Changed(AuditEntry entry) =>
        entry.Action == AuditAction.Update ? string.Join(", ", entry.After.Fields.Select(field => $"{field.Key} = {field.Value}")) : "";
}
