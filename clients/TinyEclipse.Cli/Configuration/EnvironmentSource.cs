namespace TinyEclipse.Cli.Configuration;

/// <summary>Settings by variables: those of the process, or those that a development server wrote down.</summary>
internal static class EnvironmentSource
{
    private const string DevelopmentFile = "dev.env";
    private const string DevelopmentFolder = ".data";

    public static Source Read(Func<string, string?> variables) => From(Words.SourceEnvironment, variables);

    /// <summary>The nearest .data/dev.env upwards, if it is of a server on this machine: nobody else's may redirect te by a file.</summary>
    public static Source? FindDevelopment(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            var file = Path.Combine(at.FullName, DevelopmentFolder, DevelopmentFile);
            if (File.Exists(file))
                return ReadDevelopment(file);
        }

        return null;
    }

    private static Source? ReadDevelopment(string file)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in File.ReadLines(file))
        {
            var text = line.Trim();
            if (!text.StartsWith('#') && text.Split('=', 2) is [var key, var value])
                values[key.Trim()] = value.Trim().Trim('"');
        }

        var source = From(file, values.GetValueOrDefault) with { BelongsToItsAddress = true };
        return source.Address is { IsLoopback: true } ? source : null;
    }

    private static Source From(string name, Func<string, string?> variables) => new(name)
    {
        Address = ServerUri.ParseOrNull(variables("TE_GRPC_URL"), "TE_GRPC_URL"),
        WebAddress = ServerUri.ParseOrNull(variables("TE_URL"), "TE_URL"),
        Token = NotEmpty(variables("TE_API_TOKEN")),
        TenantId = NotEmpty(variables("TE_TENANT_ID")),
        SiteToken = NotEmpty(variables("TE_SITE_TOKEN")),
    };

    private static string? NotEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
