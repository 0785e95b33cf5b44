namespace TinyEclipse.Cli.Configuration;

/// <summary>Which server te talks to, as whom, and for which tenant: the first source that says so wins.</summary>
internal sealed record Settings
{
    private Settings()
    {
    }

    public Uri? Address { get; private init; }

    /// <summary>Where the address came from.</summary>
    public string AddressSource { get; private init; } = "";

    public string? Token { get; private init; }

    /// <summary>Where the token came from.</summary>
    public string TokenSource { get; private init; } = "";

    /// <summary>Empty: the server takes the caller's only tenant.</summary>
    public string TenantId { get; private init; } = "";

    public Uri? WebAddress { get; private init; }

    public string? SiteToken { get; private init; }

    /// <summary>The places in the order in which they win: options, environment, `te login`, a development server's file.</summary>
    public static Settings Resolve(Source options, Shell shell)
    {
        Source?[] all =
        [
            options,
            EnvironmentSource.Read(shell.Environment),
            LoginFile.Of(shell).Read(),
            EnvironmentSource.FindDevelopment(shell.Folder),
        ];
        return Choose([.. all.OfType<Source>()]);
    }

    public static Settings Choose(IReadOnlyList<Source> sources)
    {
        var where = sources.FirstOrDefault(source => source.Address is not null);
        var usable = sources.Where(source => !source.BelongsToItsAddress || source.Address == where?.Address).ToList();
        return new Settings
        {
            Address = where?.Address,
            AddressSource = where?.Name ?? "",
            Token = First(usable, source => source.Token),
            TokenSource = usable.FirstOrDefault(source => source.Token is not null)?.Name ?? "",
            TenantId = First(usable, source => source.TenantId) ?? "",
            // With TLS one port serves typed calls and JSON alike.
            WebAddress = First(usable, source => source.WebAddress) ?? (where?.Address is { Scheme: "https" } address ? address : null),
            SiteToken = First(usable, source => source.SiteToken),
        };
    }

    private static T? First<T>(IEnumerable<Source> sources, Func<Source, T?> value)
        where T : class => sources.Select(value).FirstOrDefault(found => found is not null);
}
