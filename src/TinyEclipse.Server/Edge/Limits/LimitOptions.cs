using System.ComponentModel.DataAnnotations;

namespace TinyEclipse.Server.Edge.Limits;

/// <summary>Section "Limits": how many calls a minute this server takes, all at once or spread; 0 means any number. Checked when the server starts.</summary>
public sealed class LimitOptions
{
    /// <summary>By one token or session.</summary>
    [Range(0, int.MaxValue)]
    public int CallsPerCredential { get; set; } = 3_000;

    /// <summary>Of one tenant, whoever makes them.</summary>
    [Range(0, int.MaxValue)]
    public int CallsPerTenant { get; set; } = 12_000;

    /// <summary>From one address (of IPv6: one /64) without a credential, or with one that is none. Who has one is not held up by these until they are used up.</summary>
    [Range(0, int.MaxValue)]
    public int UnknownCallsPerAddress { get; set; } = 300;

    /// <summary>Buckets that are kept at most, of each kind; 48 bytes each.</summary>
    [Range(100, 10_000_000)]
    public int MostBuckets { get; set; } = 100_000;
}
