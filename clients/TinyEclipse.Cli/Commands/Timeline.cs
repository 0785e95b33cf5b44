using TinyEclipse.Cli.CommandLine;
using TinyEclipse.Cli.Output;
using TinyEclipse.Contacts.V1;

namespace TinyEclipse.Cli.Commands;

/// <summary>A contact's story, the newest first: when, where, what, and below it the description.</summary>
internal static class Timeline
{
    private static readonly int TouchpointWidth = EnumWords.All<Touchpoint>().Max(word => word.Length);

    public static void Print(Run run, IEnumerable<JourneyEntry> entries)
    {
        foreach (var entry in entries)
        {
            var moment = Human.Moment(entry.OccurredAt, run.Shell.Time);
            run.Report.Line();
            run.Report.Line(
                new Cell(moment, "dim"),
                "  ",
                new Cell(entry.Touchpoint.Word().PadRight(TouchpointWidth), Style(entry.Touchpoint)),
                "  ",
                new Cell(SafeText.OneLine(entry.Title), "bold"));
            if (entry.Description.Length > 0)
                run.Report.Hanging(entry.Description, new string(' ', moment.Length + TouchpointWidth + 4));
        }
    }

    private static string Style(Touchpoint touchpoint) => touchpoint switch
    {
        Touchpoint.Order or Touchpoint.Payment => "green",
        Touchpoint.Cart or Touchpoint.Checkout => "yellow",
        Touchpoint.Refund => "red",
        _ => "blue",
    };
}
