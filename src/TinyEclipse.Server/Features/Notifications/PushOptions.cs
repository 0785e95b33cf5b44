using System.ComponentModel.DataAnnotations;

namespace TinyEclipse.Server.Features.Notifications;

/// <summary>Section "Push". Checked when the server starts.</summary>
public sealed class PushOptions
{
    /// <summary>Whom a push service may write to or visit about us: mailto: or https: (RFC 8292).</summary>
    [RegularExpression("(mailto:[^@ ]+@[^@ ]+|https://.+)", ErrorMessage = "Push:Subject must be a mailto: or https: address.")]
    public string Subject { get; set; } = "https://tinyeclipse.digitalfarmers.be";

    /// <summary>Scheme and host of the Portal. Safari's declarative pushes lead there; without it they lead to where the app was installed from.</summary>
    [RegularExpression("(https?://[^/]+)?", ErrorMessage = "Push:PortalOrigin must be a scheme and a host, without a path.")]
    public string PortalOrigin { get; set; } = "";

    /// <summary>For development: takes http and addresses that are not public.</summary>
    public bool AllowPrivateEndpoints { get; set; }

    /// <summary>So many pushes of a type are sent to a person one by one within five minutes; the rest become one. 0: each is sent by itself.</summary>
    [Range(0, 1000)]
    public int BurstLimit { get; set; } = 3;

    /// <summary>How long a push service may take to answer.</summary>
    [Range(0.1, 30)]
    public double TimeoutSeconds { get; set; } = 10;
}
