using TinyEclipse.Notifications.V1;

namespace TinyEclipse.Server.Features.Events;

/// <summary>Something that happens, to be written in the transaction in which it does.</summary>
/// <param name="Type">What kind of thing.</param>
/// <param name="OccurredAt">When, by the clock of whoever did it.</param>
/// <param name="Summary">One line in English, without personal data.</param>
/// <param name="SubjectId">What it happened to: the cart, the notification.</param>
/// <param name="ContactId">Whom it is about, when known.</param>
public sealed record EventDraft(EventType Type, DateTimeOffset OccurredAt, string Summary, Guid SubjectId, Guid? ContactId);
