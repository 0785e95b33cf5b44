using Google.Protobuf.WellKnownTypes;

namespace TinyEclipse.Server.Rpc;

/// <summary>Times that senders give.</summary>
public static class Times
{
    private const long FirstSecondOf2000 = 946_684_800;
    private const long LastSecondOf9999 = 253_402_300_799;

    /// <summary>This moment as PostgreSQL keeps it, so that what is answered is what is stored.</summary>
    public static DateTimeOffset Now(TimeProvider clock) => InMicroseconds(clock.GetUtcNow());

    /// <summary>
    /// When it happened by the sender's clock; the time of arrival when it did not say, or when its clock runs ahead. As PostgreSQL keeps it:
    /// a repeated report must not seem newer than what was stored of it.
    /// </summary>
    public static DateTimeOffset OccurredAt(Timestamp? sent, DateTimeOffset arrived) =>
        InMicroseconds(sent?.ToDateTimeOffset() is { } told && told < arrived ? told : arrived);

    /// <summary>Whether it is a time at all: a clock that was never set says 1970, and bytes from elsewhere may say anything.</summary>
    public static bool IsPlausible(Timestamp? sent) =>
        sent is null or { Seconds: >= FirstSecondOf2000 and <= LastSecondOf9999, Nanos: >= 0 and < 1_000_000_000 };

    private static DateTimeOffset InMicroseconds(DateTimeOffset time) => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerMicrosecond));
}
