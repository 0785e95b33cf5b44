namespace TinyEclipse.Server.Tenancy;

/// <summary>What an API token opens; the option of each method names its own.</summary>
public sealed class Scopes(IEnumerable<string> names)
{
    /// <summary>Every method.</summary>
    public const string Everything = "*";

    /// <summary>What every token holds: to be told whose it is.</summary>
    public const string Self = "self:read";

    /// <summary>A person who signed in.</summary>
    public static readonly Scopes All = new([Everything]);

    private readonly HashSet<string> _names = new(names, StringComparer.Ordinal);

    public bool Allow(string scope) => scope == Self || _names.Contains(Everything) || _names.Contains(scope);
}
