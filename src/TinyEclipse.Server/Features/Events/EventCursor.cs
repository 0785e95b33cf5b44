using System.Globalization;

namespace TinyEclipse.Server.Features.Events;

/// <summary>A place in a tenant's events, which are ordered by transaction, then by number within it.</summary>
public readonly record struct EventCursor(long Transaction, long Sequence)
{
    public static EventCursor Parse(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return new(
            long.Parse(text.AsSpan(0, colon), CultureInfo.InvariantCulture), long.Parse(text.AsSpan(colon + 1), CultureInfo.InvariantCulture));
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Transaction}:{Sequence}");
}
