using System.Text;
using Grpc.Framing;
using Microsoft.AspNetCore.Grpc.JsonTranscoding.Json;
using Microsoft.AspNetCore.Routing;

namespace Microsoft.AspNetCore.Grpc.JsonTranscoding.Rules;

/// <summary>Writes what routing found in a path as fields.</summary>
internal sealed class PathBinder
{
    private const int ScratchSize = 256;

    private readonly (FieldPath Field, PathSegment[] Segments)[] _variables;
    private readonly string _verbSuffix;

    /// <exception cref="FormatException">A variable is not a single field of the message.</exception>
    public PathBinder(PathTemplate template, MessageCodec message)
    {
        _variables =
        [
            .. template.Variables.Select(variable =>
                (new FieldPath(variable.FieldPath, message), template.Segments.Take(variable.Segments).ToArray())),
        ];
        _verbSuffix = template.Verb is { } verb ? $":{verb}" : "";
    }

    public IEnumerable<FieldPath> Fields => _variables.Select(variable => variable.Field);

    public void Bind(RouteValueDictionary values, PooledBufferWriter wire, FieldErrors errors)
    {
        foreach (var (field, segments) in _variables)
        {
            var value = segments is [{ Kind: not PathSegmentKind.Literal } only]
                ? Match(only, values)
                : string.Join('/', segments.Select(segment => segment.Kind == PathSegmentKind.Literal ? segment.Text : Match(segment, values)));
            Bind(field, value, wire, errors);
        }
    }

    private static void Bind(FieldPath field, string value, PooledBufferWriter wire, FieldErrors errors)
    {
        var length = Encoding.UTF8.GetMaxByteCount(value.Length);
        var utf8 = length <= ScratchSize ? stackalloc byte[ScratchSize] : new byte[length];
        if (field.Write(utf8[..Encoding.UTF8.GetBytes(value, utf8)], wire) is { } error)
            errors.Add(error, field.Text);
    }

    // Routing matched the verb behind a "*" itself; a "**" took it.
    private string Match(PathSegment segment, RouteValueDictionary values)
    {
        var value = values[segment.Text] as string ?? "";
        return segment.Kind == PathSegmentKind.Rest ? value[..^_verbSuffix.Length] : value;
    }
}
