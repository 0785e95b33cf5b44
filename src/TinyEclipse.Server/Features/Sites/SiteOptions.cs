using System.ComponentModel.DataAnnotations;

namespace TinyEclipse.Server.Features.Sites;

/// <summary>Section "Sites". Checked when the server starts.</summary>
public sealed class SiteOptions
{
    /// <summary>For development: calls sites at addresses that are not public.</summary>
    public bool AllowPrivateAddresses { get; set; }

    /// <summary>How long a site may take to answer.</summary>
    [Range(0.1, 60)]
    public double TimeoutSeconds { get; set; } = 15;
}
