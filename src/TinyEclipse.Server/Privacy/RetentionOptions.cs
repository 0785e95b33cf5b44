using System.ComponentModel.DataAnnotations;

namespace TinyEclipse.Server.Privacy;

/// <summary>Section "Retention": for how many days data is kept that may be kept for longer or shorter. Checked when the server starts; README.md has the table.</summary>
public sealed class RetentionOptions
{
    /// <summary>Contacts of whom nothing was heard. Not less than it takes to see that a customer has gone.</summary>
    [Range(180, 3650)]
    public int ContactDays { get; set; } = 1095;

    [Range(30, 3650)]
    public int JourneyDays { get; set; } = 1095;

    [Range(1, 365)]
    public int NotificationDays { get; set; } = 90;

    /// <summary>Messages that were delivered or given up.</summary>
    [Range(1, 365)]
    public int OutboxDays { get; set; } = 30;
}
