namespace TinyEclipse.Server.Tenancy;

/// <summary>How long a session lasts, and a proof of who sits at it.</summary>
public static class SessionLimits
{
    /// <summary>Without a call.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromDays(14);

    /// <summary>However much it is used.</summary>
    public static readonly TimeSpan Absolute = TimeSpan.FromDays(90);

    /// <summary>A method with step_up asks for a proof that is not older.</summary>
    public static readonly TimeSpan StepUp = TimeSpan.FromMinutes(10);

    public static DateTime End(DateTime createdAt, DateTime lastUsedAt) =>
        lastUsedAt + Idle < createdAt + Absolute ? lastUsedAt + Idle : createdAt + Absolute;
}
