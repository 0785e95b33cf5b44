using System.CommandLine;

namespace TinyEclipse.Cli.CommandLine;

/// <summary>The options that many commands share.</summary>
internal static class CommonOptions
{
    public static Option<bool> Json { get; } = new("--json") { Description = Words.OptionJson, Recursive = true };

    public static Option<string?> Address { get; } = Checks.Address(new Option<string?>("--url") { Description = Words.OptionUrl, HelpName = "URL", Recursive = true });

    public static Option<string?> Token { get; } = new("--token") { Description = Words.OptionToken, HelpName = "TOKEN", Recursive = true };

    public static Option<bool> AllowClearText { get; } = new("--allow-clear-text") { Description = Words.OptionAllowClearText, Recursive = true };

    public static Option<bool> Verbose { get; } = new("--verbose") { Description = Words.OptionVerbose, Recursive = true };

    public static Option<string?> Tenant { get; } = Checks.Id(new Option<string?>("--tenant") { Description = Words.OptionTenant, HelpName = "ID" });

    public static Option<string?> Limit { get; } = Checks.Number(new Option<string?>("--limit") { Description = Words.OptionLimit, HelpName = "N" }, 1, 1_000_000);

    public static Option<string?> Etag { get; } = new("--etag") { Description = Words.OptionEtag, HelpName = "ETAG" };

    public static Option<bool> All { get; } = new("--all") { Description = Words.OptionAll };

    /// <summary>Adds what every list takes.</summary>
    public static Command WithPaging(this Command command)
    {
        command.Add(Limit);
        command.Add(All);
        return command;
    }

    public static Command ForTenant(this Command command)
    {
        command.Add(Tenant);
        return command;
    }
}
