using System.CommandLine;
using TinyEclipse.Cli.CommandLine;
using TinyEclipse.Cli.Output;
using TinyEclipse.Cli.Watching;
using TinyEclipse.Notifications.V1;

namespace TinyEclipse.Cli.Commands;

internal static class WatchCommand
{
    private static readonly int TypeWidth = EnumWords.All<EventType>().Max(word => word.Length);
    private static readonly Option<string[]> Types =
        new Option<string[]>("--type") { Description = Words.EventTypeChoice, AllowMultipleArgumentsPerToken = true }.AcceptAmong(EnumWords.All<EventType>());

    public static Command Watch() => new Command("watch", Words.Watch) { Types }.ForTenant().Does(async (run, cancellationToken) =>
    {
        try
        {
            await FollowAsync(run, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Ctrl-C is how one stops watching.
        }
    });

    private static async Task FollowAsync(Run run, CancellationToken cancellationToken)
    {
        var request = new WatchEventsRequest { TenantId = run.TenantId };
        request.Types_.AddRange(run.Value(Types).Select(EnumWords.Parse<EventType>));
        var stream = new EventStream(run.Client.Events, run.Shell.Time)
        {
            Opened = () => run.Report.Note(Say.That(Words.Watching, run.Address)),
            Broken = pause => run.Report.Note(Say.That(Words.StreamBroken, Math.Ceiling(pause.TotalSeconds))),
        };
        await foreach (var happened in stream.FollowAsync(request, cancellationToken))
            Print(run, happened);
    }

    private static void Print(Run run, Event happened)
    {
        if (run.Report.StreamedDocument(MessageJson.ToNode(happened)))
            return;

        run.Report.Hanging(
            happened.Summary,
            new Cell(Human.ClockTime(happened.OccurredAt.ToDateTimeOffset(), run.Shell.Time), "dim"),
            "  ",
            new Cell(happened.Type.Word().Replace('_', ' ').PadRight(TypeWidth), Style(happened.Type)),
            "  ");
    }

    private static string Style(EventType type) => type switch
    {
        EventType.CartAbandoned => "yellow",
        EventType.CartOrdered or EventType.CartReturned => "green",
        EventType.PushFailed => "red",
        _ => "blue",
    };
}
