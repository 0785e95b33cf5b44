using Google.Protobuf.WellKnownTypes;
using TinyEclipse.Server.Rpc;

namespace TinyEclipse.Server.Tenancy;

/// <summary>How long tokens last, and the one that was rotated out beside the new.</summary>
public static class TokenTerms
{
    /// <summary>For so long a token that ended is still listed.</summary>
    public static readonly TimeSpan Remembered = TimeSpan.FromDays(30);

    private static readonly TimeSpan UsualOverlap = TimeSpan.FromHours(24);
    private static readonly TimeSpan LongestOverlap = TimeSpan.FromDays(7);

    public static TimeSpan OverlapOf(Duration? asked) => asked?.ToTimeSpan() ?? UsualOverlap;

    public static Checks Overlap(this Checks checks, string field, Duration? asked) =>
        checks.Field(
            field,
            asked is null or { Seconds: >= 0, Nanos: >= 0 and < 1_000_000_000 } && (asked is null || asked.Seconds + (asked.Nanos > 0 ? 1 : 0) <= LongestOverlap.TotalSeconds),
            "must be 0 s to 7 days");

    /// <summary>An end that was asked for lies ahead, and not too far.</summary>
    public static Checks Expiry(this Checks checks, string field, Timestamp? asked, DateTimeOffset now, TimeSpan? longest = null)
    {
        if (asked is null)
            return checks;

        var isTime = Times.IsPlausible(asked);
        var end = isTime ? asked.ToDateTimeOffset() : default;
        return checks.Field(field, isTime && end > now && (longest is null || end <= now + longest), longest is null ? "must lie ahead" : "must lie ahead, by a year at most");
    }
}
