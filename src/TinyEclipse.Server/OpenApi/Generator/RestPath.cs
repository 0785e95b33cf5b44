using System.Text.RegularExpressions;

namespace TinyEclipse.Server.OpenApi.Generator;

/// <summary>A part of a path that a caller fills in, and the field that it goes to.</summary>
public sealed record PathParameter(string Name, string FieldPath, string Pattern, bool TakesSlashes)
{
    /// <summary>False for one of several that make up a field together.</summary>
    public bool IsWholeField => string.Equals(Name, FieldPath, StringComparison.Ordinal);
}

/// <summary>
/// A path of google.api.http in the terms of OpenAPI, where a parameter is one segment: "/v1/{name=shelves/*/things/*}" becomes
/// "/v1/shelves/{shelves}/things/{things}".
/// </summary>
public sealed partial class RestPath
{
    private readonly List<PathParameter> _parameters = [];

    public RestPath(string template) => Template = Variable().Replace(template, Expand);

    public string Template { get; }

    public IReadOnlyList<PathParameter> Parameters => _parameters;

    /// <summary>Paths of one shape are one path for OpenAPI, whatever their parameters are called.</summary>
    public string Shape => Parameter().Replace(Template, "{}");

    private string Expand(Match variable)
    {
        var field = variable.Groups["field"].Value;
        var pattern = variable.Groups["pattern"].Value;
        if (field.Length == 0)
            return Add("segment", "", variable.Value, variable.Value);
        if (pattern is "" or "*" or "**")
            return Add(field, field, pattern, pattern);

        var segments = pattern.Split('/');
        return string.Join('/', segments.Select((segment, index) =>
            segment is "*" or "**" ? Add(index > 0 ? segments[index - 1] : field, field, pattern, segment) : segment));
    }

    private string Add(string wanted, string field, string pattern, string segment)
    {
        var name = wanted;
        for (var number = 2; _parameters.Exists(other => string.Equals(other.Name, name, StringComparison.Ordinal)); number++)
            name = $"{wanted}_{number}";
        _parameters.Add(new PathParameter(name, field, pattern, segment is "**"));
        return $"{{{name}}}";
    }

    [GeneratedRegex(@"\{(?<field>[^}=]+)(=(?<pattern>[^}]+))?\}|\*\*?", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Variable();

    [GeneratedRegex(@"\{[^}]*\}", RegexOptions.None, 1000)]
    private static partial Regex Parameter();
}
