namespace TinyEclipse.Server.Mail;

/// <summary>Setting "PublicUrl": where people open the Hub, for the links in mail. In development it is on this machine, at a name that browsers take passkeys at.</summary>
public sealed class PublicLinks(IConfiguration configuration, IHostEnvironment environment)
{
    private const string DevelopmentHub = "http://localhost:8082";

    /// <summary>Null when nobody said where the Hub is.</summary>
    public Uri? Find(string path, string token) => FindHub() is { } hub ? new Uri($"{hub.AbsoluteUri.TrimEnd('/')}/{path}?token={Uri.EscapeDataString(token)}") : null;

    /// <inheritdoc cref="Find"/>
    public Uri? FindHub()
    {
        var address = configuration["PublicUrl"] is { Length: > 0 } given ? given : environment.IsDevelopment() ? DevelopmentHub : "";
        return address.Length > 0 ? new Uri(address) : null;
    }
}
