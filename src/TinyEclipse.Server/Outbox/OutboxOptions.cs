using System.ComponentModel.DataAnnotations;

namespace TinyEclipse.Server.Outbox;

/// <summary>Section "Outbox". Checked when the server starts.</summary>
public sealed class OutboxOptions
{
    /// <summary>Messages that this server delivers at the same time.</summary>
    [Range(1, 1000)]
    public int Parallelism { get; set; } = 32;

    /// <summary>Of these, for one tenant: its dead receivers must not hold up the others.</summary>
    [Range(1, 1000)]
    public int ParallelismPerTenant { get; set; } = 8;

    /// <summary>How often it looks without being woken; retries fall due silently.</summary>
    [Range(0.05, 60)]
    public double PollSeconds { get; set; } = 1;

    /// <summary>How long a claimed message is this server's; longer than any try takes.</summary>
    [Range(0.1, 3600)]
    public double LeaseSeconds { get; set; } = 60;

    /// <summary>After so many tries a message is given up, even when it has time left.</summary>
    [Range(1, 1000)]
    public int MostAttempts { get; set; } = 12;

    /// <summary>The wait after the first failed try.</summary>
    [Range(0.01, 3600)]
    public double FirstRetrySeconds { get; set; } = 5;
}
