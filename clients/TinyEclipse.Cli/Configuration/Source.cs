namespace TinyEclipse.Cli.Configuration;

/// <summary>Settings from one place, any of which may be missing.</summary>
/// <param name="Name">As te names the place to its user.</param>
internal sealed record Source(string Name)
{
    /// <summary>Where typed calls go.</summary>
    public Uri? Address { get; init; }

    /// <summary>Where the JSON routes are, for what te does as a site.</summary>
    public Uri? WebAddress { get; init; }

    public string? Token { get; init; }

    /// <summary>Who signed in there; null where a token was given.</summary>
    public string? Email { get; init; }

    public string? TenantId { get; init; }

    public string? SiteToken { get; init; }

    /// <summary>What is kept in a file belongs to the server it was kept for: it is never shown to another.</summary>
    public bool BelongsToItsAddress { get; init; }
}
