using System.ComponentModel.DataAnnotations;

namespace TinyEclipse.Server.Mail;

/// <summary>Section "Mail". Without a host mail waits in the outbox, and says so there.</summary>
public sealed class MailOptions
{
    public string Host { get; set; } = "";

    [Range(1, 65535)]
    public int Port { get; set; } = 587;

    public string User { get; set; } = "";

    public string Password { get; set; } = "";

    /// <summary>Such as "TinyEclipse &lt;hallo@example.be&gt;".</summary>
    public string From { get; set; } = "";

    /// <summary>A server that does not offer STARTTLS then gets no mail.</summary>
    public bool UseStartTls { get; set; } = true;

    [Range(1, 300)]
    public double TimeoutSeconds { get; set; } = 20;
}
