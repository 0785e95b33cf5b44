namespace TinyEclipse.Server.Database;

/// <summary>Where the data is. Without a connection string the server runs a PostgreSQL of its own.</summary>
public sealed record DatabaseOptions
{
    /// <summary>Owner of the database: migrates it and makes the server's role. Empty: embedded.</summary>
    public string OwnerConnectionString { get; init; } = "";

    public bool IsEmbedded => OwnerConnectionString.Length == 0;

    /// <summary>Login of the role tinyeclipse_server, where the owner may not make it. Empty: made from the owner's.</summary>
    public string ServerConnectionString { get; init; } = "";

    /// <summary>Folder of everything the server keeps on this machine.</summary>
    public string DataFolder { get; init; } = ".data";

    /// <summary>Folder with postgres, initdb and pg_ctl. Empty: they are searched for.</summary>
    public string PostgresBinaries { get; init; } = "";

    public int MaxPoolSize { get; init; } = 40;

    public static DatabaseOptions From(IConfiguration configuration) => new()
    {
        OwnerConnectionString = configuration.GetConnectionString("Database") ?? "",
        ServerConnectionString = configuration.GetConnectionString("Server") ?? "",
        DataFolder = Path.GetFullPath(configuration["Data"] ?? ".data"),
        PostgresBinaries = configuration["Postgres:Binaries"] ?? "",
        MaxPoolSize = configuration.GetValue("Postgres:MaxPoolSize", 40),
    };
}
