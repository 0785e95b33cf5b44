using System.CommandLine;
using TinyEclipse.Cli.CommandLine;
using TinyEclipse.Cli.Output;
using TinyEclipse.Cli.Watching;
using TinyEclipse.Contracts;
using TinyEclipse.Notifications.V1;

namespace TinyEclipse.Cli.Commands;

internal static class WatchCommand
{
    /// <summary>Leaves room for an id in 80 columns.</summary>
    private const int SummaryWidth = 32;

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

        // The time on the wall: what happened may have been told late, and lines out of order read as a mistake.
        run.Report.Line(
            new Cell(Human.ClockTime(run.Shell.Time.GetUtcNow(), run.Shell.Time), "dim"),
            "  ",
            new Cell(SafeText.OneLine(happened.Summary).PadRight(SummaryWidth), Style(happened.Type)),
            "  ",
            new Cell(happened.SubjectId, "dim"));
    }

    private static string Style(EventType type) => type switch
    {
        EventType.CartAbandoned => "yellow",
        EventType.CartOrdered or EventType.CartReturned => "green",
        EventType.PushFailed => "red",
        _ => "blue",
    };
}
