using Google.Protobuf.WellKnownTypes;

namespace TinyEclipse.Server.Rpc;

/// <summary>Times that senders give.</summary>
public static class Times
{
    /// <summary>When it happened by the sender's clock; the time of arrival when it did not say, or when its clock runs ahead.</summary>
    public static DateTimeOffset OccurredAt(Timestamp? sent, DateTimeOffset arrived) =>
        sent?.ToDateTimeOffset() is { } occurred && occurred < arrived ? occurred : arrived;
}
