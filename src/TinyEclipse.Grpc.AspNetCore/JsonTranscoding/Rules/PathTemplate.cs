namespace Microsoft.AspNetCore.Grpc.JsonTranscoding.Rules;

/// <summary>The path of a google.api.http rule: its segments, which of them each variable takes, and what stands after a last colon.</summary>
internal sealed record PathTemplate(IReadOnlyList<PathSegment> Segments, IReadOnlyList<PathVariable> Variables, string? Verb);

internal enum PathSegmentKind
{
    Literal,
    One,
    Rest,
}

/// <summary>A literal's text, or the name under which routing hands over what a "*" or "**" matched.</summary>
internal readonly record struct PathSegment(PathSegmentKind Kind, string Text);

/// <summary>A field that gets the segments from the first up to the one before the last.</summary>
internal readonly record struct PathVariable(string FieldPath, Range Segments);
