using System.CommandLine;
using System.Globalization;
using TinyEclipse.Cli.Configuration;

namespace TinyEclipse.Cli.CommandLine;

/// <summary>
/// Refuses what cannot be meant before anything is sent. Values stay text until they are used: the parser's own conversions
/// answer a typing error with the name of a .NET type.
/// </summary>
internal static class Checks
{
    public static Option<string?> Id(Option<string?> option) => Check(option, IsId, Words.NotAnId);

    public static Argument<string> Id(Argument<string> argument) => Check(argument, IsId, Words.NotAnId);

    public static Option<T> AcceptAmong<T>(this Option<T> option, string[] words)
    {
        option.CompletionSources.Add(words);
        return Check(option, words.Contains, Say.That(Words.NotAmong, "{0}", "{1}", string.Join(", ", words)));
    }

    public static Argument<string> AcceptAmong(this Argument<string> argument, string[] words)
    {
        argument.CompletionSources.Add(words);
        return Check(argument, words.Contains, Say.That(Words.NotAmong, "{0}", "{1}", string.Join(", ", words)));
    }

    public static Option<string?> Address(Option<string?> option) =>
        Check(option, text => ServerUri.TryParse(text, out _), Words.NotAnAddress);

    public static Option<string?> Number(Option<string?> option, double least, double most) => Check(
        option,
        text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most,
        Say.That(Words.NotANumber, "{0}", "{1}", least, most));

    public static Option<string?> Moment(Option<string?> option) => Check(option, text => ParseMoment(text) is not null, Words.NotAMoment);

    /// <summary>A day or a moment; without an offset it is UTC.</summary>
    public static DateTimeOffset? ParseMoment(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? moment : null;

    public static bool IsId(string text) => Guid.TryParseExact(text, "D", out _);

    private static Argument<string> Check(Argument<string> argument, Func<string, bool> isGood, string sentence)
    {
        argument.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => !isGood(token.Value)))
                result.AddError(Say.That(sentence, argument.Name, token.Value));
        });
        return argument;
    }

    private static Option<T> Check<T>(Option<T> option, Func<string, bool> isGood, string sentence)
    {
        option.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => !isGood(token.Value)))
                result.AddError(Say.That(sentence, option.Name, token.Value));
        });
        return option;
    }
}
