namespace TinyEclipse.Server.Features.People.ApiTokens;

/// <summary>A token that is to be made.</summary>
public sealed record ApiTokenDraft(Guid PersonId, string Name, IReadOnlyCollection<string> Scopes, Guid? LimitedTo, DateTimeOffset? ExpiresAt);

/// <summary>How long API tokens last.</summary>
public static class ApiTokenRules
{
    public static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    private static readonly TimeSpan Usual = TimeSpan.FromDays(90);

    public static DateTimeOffset End(DateTimeOffset? asked, DateTimeOffset now) => asked ?? now + Usual;

    /// <summary>A token in the place of another lasts as long as that one was to.</summary>
    public static DateTimeOffset EndAgain(DateTime created, DateTime? expires, DateTimeOffset now) =>
        expires is { } end && end - created < Longest ? now + (end - created) : now + Longest;
}
