using TinyEclipse.Contacts.V1;

namespace TinyEclipse.Server.Features.Journey;

/// <summary>Something that happened to a contact, as a feature of the server notes it.</summary>
/// <param name="ContactId">Whose story it is.</param>
/// <param name="SiteId">Where it happened.</param>
/// <param name="Touchpoint">How the contact met the shop.</param>
/// <param name="Title">What the owner reads, in Dutch.</param>
/// <param name="Description">More of the same; may be empty.</param>
/// <param name="DataJson">The facts, with a "kind" by which a client can choose words of its own.</param>
/// <param name="OccurredAt">When it happened.</param>
public sealed record JourneyNote(
    Guid ContactId, Guid SiteId, Touchpoint Touchpoint, string Title, string Description, string DataJson, DateTimeOffset OccurredAt);
