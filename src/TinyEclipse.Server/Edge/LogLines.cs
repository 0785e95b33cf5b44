using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace TinyEclipse.Server.Edge;

/// <summary>
/// Log entries for the console: a line each, with the id of the request. Only an entry begins a line: what an exception adds is indented, and control
/// characters, which could come from a caller and feign an entry, are written as what they are.
/// </summary>
public sealed class LogLines(TimeProvider clock) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "lines";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var message = logEntry.Formatter(logEntry.State, logEntry.Exception);
        var request = "";
        scopeProvider?.ForEachScope((scope, _) => request = scope is RequestScope { RequestId: var id } ? $" [{id}]" : request, (object?)null);
        textWriter.WriteLine($"{clock.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)} {Level(logEntry.LogLevel)} {logEntry.Category}{request} {Shown(message)}");
        if (logEntry.Exception is not { } exception)
            return;

        foreach (var line in exception.ToString().Split('\n'))
            textWriter.WriteLine($"    {Shown(line.TrimEnd('\r'))}");
    }

    private static string Level(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "info ",
        LogLevel.Warning => "warn ",
        LogLevel.Error => "ERROR",
        _ => "FATAL",
    };

    private static string Shown(string text) =>
        text.Any(IsUnsafe) ? string.Concat(text.Select(character => IsUnsafe(character) ? $"\\u{(int)character:x4}" : character.ToString())) : text;

    // Besides controls: what other programs take for the end of a line, and the marks that turn the direction of writing round.
    private static bool IsUnsafe(char character) =>
        char.IsControl(character) || character is '\u2028' or '\u2029' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
