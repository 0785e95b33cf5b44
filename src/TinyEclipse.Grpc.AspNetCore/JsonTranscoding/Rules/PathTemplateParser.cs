using System.Buffers;

namespace Microsoft.AspNetCore.Grpc.JsonTranscoding.Rules;

/// <summary>Reads "/v1/{name=shelves/*/things/*}:verb", after the grammar in google/api/http.proto.</summary>
internal sealed class PathTemplateParser
{
    private static readonly SearchValues<char> AfterLiteral = SearchValues.Create("/:{}*=");

    private readonly string _template;
    private readonly List<PathSegment> _segments = [];
    private readonly List<PathVariable> _variables = [];
    private int _position;

    private PathTemplateParser(string template) => _template = template;

    /// <exception cref="FormatException">The template does not follow the grammar.</exception>
    public static PathTemplate Parse(string template) => new PathTemplateParser(template).Parse();

    private PathTemplate Parse()
    {
        Expect('/');
        ReadSegments(variable: null);
        var verb = TryTake(':') ? ReadLiteral() : null;
        if (_position < _template.Length)
            throw Invalid($"'{_template[_position]}' is not expected at position {_position + 1}");
        if (_segments.FindIndex(segment => segment.Kind == PathSegmentKind.Rest) is >= 0 and var rest && rest < _segments.Count - 1)
            throw Invalid("'**' must be the last segment");
        return new PathTemplate(_segments, _variables, verb);
    }

    private void ReadSegments(string? variable)
    {
        do
            ReadSegment(variable);
        while (TryTake('/'));
    }

    private void ReadSegment(string? variable)
    {
        if (TryTake('{'))
            ReadVariable(isNested: variable is not null);
        else if (TryTake('*'))
            AddWildcard(TryTake('*') ? PathSegmentKind.Rest : PathSegmentKind.One, variable);
        else
            _segments.Add(new PathSegment(PathSegmentKind.Literal, ReadLiteral()));
    }

    private void ReadVariable(bool isNested)
    {
        if (isNested)
            throw Invalid("a variable stands inside another");

        var end = _template.AsSpan(_position).IndexOfAny('=', '}');
        if (end <= 0)
            throw Invalid("a variable has no name or no end");

        var name = _template.Substring(_position, end);
        var first = _segments.Count;
        _position += end;
        if (TryTake('='))
            ReadSegments(name);
        else
            AddWildcard(PathSegmentKind.One, name);
        Expect('}');
        _variables.Add(new PathVariable(name, first.._segments.Count));
    }

    // The name is the field's own where it can be, so that route values read well elsewhere.
    private void AddWildcard(PathSegmentKind kind, string? variable)
    {
        var name = variable ?? "segment";
        if (_segments.Exists(segment =>
            segment.Kind != PathSegmentKind.Literal && string.Equals(segment.Text, name, StringComparison.OrdinalIgnoreCase)))
        {
            name = $"{name}-{_segments.Count}";
        }

        _segments.Add(new PathSegment(kind, name));
    }

    private string ReadLiteral()
    {
        var rest = _template.AsSpan(_position);
        var end = rest.IndexOfAny(AfterLiteral);
        var literal = (end < 0 ? rest : rest[..end]).ToString();
        if (literal.Length == 0)
            throw Invalid($"a segment is empty at position {_position + 1}");
        _position += literal.Length;
        return Uri.UnescapeDataString(literal);
    }

    private bool TryTake(char expected)
    {
        if (_position >= _template.Length || _template[_position] != expected)
            return false;
        _position++;
        return true;
    }

    private void Expect(char expected)
    {
        if (!TryTake(expected))
            throw Invalid($"'{expected}' is expected at position {_position + 1}");
    }

    private FormatException Invalid(string reason) => new($"The path '{_template}' of a google.api.http rule is malformed: {reason}.");
}
