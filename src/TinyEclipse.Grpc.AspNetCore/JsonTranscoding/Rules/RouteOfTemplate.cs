using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Microsoft.AspNetCore.Grpc.JsonTranscoding.Rules;

/// <summary>Says a path template in the terms of ASP.NET Core's routing, which then decides on 404, 405 and which of two routes is nearer.</summary>
internal static class RouteOfTemplate
{
    public static RoutePattern ToRoutePattern(PathTemplate template)
    {
        var last = template.Segments.Count - 1;
        return RoutePatternFactory.Pattern(
            template.Segments.Select((segment, index) => ToSegment(segment, index == last ? template.Verb : null)));
    }

    private static RoutePatternPathSegment ToSegment(PathSegment segment, string? verb) => segment.Kind switch
    {
        PathSegmentKind.Literal => RoutePatternFactory.Segment(
            RoutePatternFactory.LiteralPart(verb is null ? segment.Text : $"{segment.Text}:{verb}")),
        PathSegmentKind.One when verb is not null => RoutePatternFactory.Segment(
            RoutePatternFactory.ParameterPart(segment.Text), RoutePatternFactory.LiteralPart($":{verb}")),
        PathSegmentKind.One => RoutePatternFactory.Segment(RoutePatternFactory.ParameterPart(segment.Text)),
        _ when verb is not null => RoutePatternFactory.Segment(RoutePatternFactory.ParameterPart(
            segment.Text,
            @default: null,
            RoutePatternParameterKind.CatchAll,
            RoutePatternFactory.ParameterPolicy(new VerbConstraint($":{verb}")))),
        _ => RoutePatternFactory.Segment(RoutePatternFactory.ParameterPart(segment.Text, @default: null, RoutePatternParameterKind.CatchAll)),
    };

    /// <summary>A "**" takes the verb behind it too, so it must be looked for there.</summary>
    private sealed class VerbConstraint(string suffix) : IRouteConstraint
    {
        public bool Match(HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values, RouteDirection routeDirection) =>
            values[routeKey] is string value && value.EndsWith(suffix, StringComparison.Ordinal);
    }
}
