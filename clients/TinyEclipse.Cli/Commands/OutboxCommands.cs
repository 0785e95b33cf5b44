using System.CommandLine;
using TinyEclipse.Cli.CommandLine;
using TinyEclipse.Cli.Output;
using TinyEclipse.Notifications.V1;

namespace TinyEclipse.Cli.Commands;

internal static class OutboxCommands
{
    private static readonly Argument<string> Id = Checks.Id(new Argument<string>("id") { Description = Words.OutboxMessageId });
    private static readonly Option<string?> State = new Option<string?>("--state") { Description = Words.OutboxStateChoice }.AcceptAmong(EnumWords.All<OutboxState>());

    public static Command All() => new("outbox", Words.Outbox)
    {
        List(),
        Retry(),
    };

    private static Command List() => new Command("list", Words.OutboxList) { State }.ForTenant().WithPaging().Does(async (run, cancellationToken) =>
    {
        var page = await run.CollectAsync(
            (size, token) => run.Client.Outbox.ListOutboxMessagesAsync(Request(run, size, token), cancellationToken: cancellationToken),
            page => page.Messages,
            page => page.NextPageToken);
        if (run.Report.Document(page))
            return;

        var table = new Table(
            new(Words.State), new(Words.Tries, AlignsRight: true), new(Words.Age, AlignsRight: true), new(Words.What, Shrinks: true), new(Words.LastError, Shrinks: true), new(Words.Id));
        foreach (var message in page.Messages)
            table.Add(StateCell(message.State), Say.That("{0}", message.AttemptCount), Human.Age(message.CreateTime, run.Shell.Time), message.Summary, message.LastError, message.Id);
        run.Report.Table(table);
    });

    private static Command Retry() => new Command("retry", Words.OutboxRetry) { Id }.ForTenant().Does(async (run, cancellationToken) =>
    {
        var request = new RetryOutboxMessageRequest { TenantId = run.TenantId, MessageId = run.Value(Id) };
        var message = await run.Client.Outbox.RetryOutboxMessageAsync(request, cancellationToken: cancellationToken);
        if (!run.Report.Document(message))
            run.Report.Line(Say.That(Words.OutboxRetried, message.Destination));
    });

    private static ListOutboxMessagesRequest Request(Run run, int size, string token) => new()
    {
        TenantId = run.TenantId,
        State = EnumWords.Parse<OutboxState>(run.Value(State)),
        PageSize = size,
        PageToken = token,
    };

    private static Cell StateCell(OutboxState state) => new(state.Word(), state switch
    {
        OutboxState.Delivered => "green",
        OutboxState.Dead => "red",
        _ => "yellow",
    });
}
