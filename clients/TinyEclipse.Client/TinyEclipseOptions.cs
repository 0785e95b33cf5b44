namespace TinyEclipse.Client;

/// <summary>Where the server is, and how to behave towards it.</summary>
public sealed record TinyEclipseOptions
{
    /// <summary>The gRPC address, for example https://api.example.be or, while developing, http://127.0.0.1:8081.</summary>
    public required Uri Address { get; init; }

    /// <summary>An API or site token (<c>te_api_…</c>, <c>te_site_…</c>); null for the few methods that are public.</summary>
    public string? Token { get; init; }

    /// <summary>Lets the token travel unencrypted to another machine. Only for a network that nobody else can listen to.</summary>
    public bool AllowTokenInClearText { get; init; }

    /// <summary>How long a call may take that brings no deadline of its own. Streams have none: they last until they are cancelled.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a read is tried while the server is away, the first time included; 1 switches retries off.</summary>
    public int MaxReadAttempts { get; init; } = 4;

    /// <summary>How long to wait for a connection before the server counts as away.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);
}
