using System.CommandLine;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using TinyEclipse.Cli.CommandLine;

namespace TinyEclipse.Cli.Commands;

/// <summary>What making a token takes and tells, whether it is a program's or a site's.</summary>
internal static class TokenTerms
{
    private const int LongestOverlapHours = 7 * 24;

    public static Option<string?> Expires { get; } = Checks.Moment(new Option<string?>("--expires") { Description = Words.TokenExpires, HelpName = "TIME" });

    public static Option<string?> OverlapHours { get; } =
        Checks.Number(new Option<string?>("--overlap-hours") { Description = Words.TokenOverlapHours, HelpName = "N" }, 0, LongestOverlapHours);

    public static Timestamp? ExpireTime(Run run) => run.Moment(Expires);

    public static Duration? Overlap(Run run) =>
        run.Value(OverlapHours) is null ? null : Duration.FromTimeSpan(TimeSpan.FromHours(run.Number(OverlapHours, 0.0)));

    /// <summary>The token alone on the output, so that a script can take it from there.</summary>
    public static void Show<T>(Run run, T made, Func<T, string> token)
        where T : IMessage<T>
    {
        if (run.Report.Document(made))
            return;
        run.Report.Line(token(made));
        run.Report.Note(Words.TokenShownOnce);
    }
}
