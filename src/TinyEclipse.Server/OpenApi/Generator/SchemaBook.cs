using System.Text.Json.Nodes;
using Google.Api;
using Google.Protobuf.Reflection;

namespace TinyEclipse.Server.OpenApi.Generator;

/// <summary>Describes messages and enums, each once, as the components that the document refers to.</summary>
public sealed partial class SchemaBook(MessageUse use, OpenApiOptions options)
{
    private readonly Dictionary<(MessageDescriptor Message, string Given), string> _bodies = [];
    private readonly Dictionary<string, string> _owners = new(StringComparer.Ordinal) { [StatusSchema.Name] = "google.rpc.Status" };
    private readonly SortedDictionary<string, JsonObject> _schemas = new(StringComparer.Ordinal) { [StatusSchema.Name] = StatusSchema.Create() };

    public JsonObject ToJson() => new(_schemas.Select(schema => KeyValuePair.Create(schema.Key, (JsonNode?)schema.Value)));

    public static JsonObject ReferTo(string name) => new() { ["$ref"] = $"#/components/schemas/{name}" };

    public JsonObject Of(MessageDescriptor message, Direction direction)
    {
        if (ScalarSchemas.OfWellKnown(message) is { } wellKnown)
            return wellKnown;

        var name = use.NameOf(message, direction);
        Define(name, $"{message.FullName} in {(direction == Direction.Request ? "requests" : "answers")}", () => Describe(message, direction, isGiven: _ => false));
        return ReferTo(name);
    }

    /// <summary>A request's body: the message without the fields that the path gives.</summary>
    public JsonObject BodyOf(RestRoute route)
    {
        var message = route.Method.InputType;
        var given = message.Fields.InDeclarationOrder().Where(field => route.IsInPath(field.Name)).ToList();
        if (given.Count == 0)
            return Of(message, Direction.Request);

        var name = NameOfBody(message, string.Join(' ', given.Select(field => field.Name)));
        Define(name, $"the body {name} of {message.FullName}", () => Describe(message, Direction.Request, given.Contains));
        return ReferTo(name);
    }

    /// <summary>A field's value, without what is said of the field itself.</summary>
    public JsonObject ValueOf(FieldDescriptor field, Direction direction)
    {
        if (field.IsMap)
            return MapOf(field, direction);

        var single = field.FieldType switch
        {
            FieldType.Message or FieldType.Group => Of(field.MessageType, direction),
            FieldType.Enum => Of(field.EnumType),
            _ => ScalarSchemas.Of(field.FieldType),
        };
        return field.IsRepeated ? new JsonObject { ["type"] = "array", ["items"] = single } : single;
    }

    /// <summary>A field: its value, with its comment.</summary>
    public JsonObject Of(FieldDescriptor field, Direction direction)
    {
        var schema = ValueOf(field, direction);
        if (options.Comments.Of(field) is { Length: > 0 } comment)
            schema["description"] = comment;
        if (field.GetOptions()?.Deprecated ?? false)
            schema["deprecated"] = true;
        if (MessageUse.Behaves(field, FieldBehavior.InputOnly))
            schema["writeOnly"] = true;
        if (MessageUse.Behaves(field, FieldBehavior.OutputOnly))
            schema["readOnly"] = true;
        return schema;
    }

    private JsonObject Of(EnumDescriptor type)
    {
        if (type.FullName is "google.protobuf.NullValue")
            return new JsonObject { ["type"] = "null" };

        Define(use.NameOf(type), type.FullName, () => Describe(type));
        return ReferTo(use.NameOf(type));
    }

    private JsonObject MapOf(FieldDescriptor field, Direction direction)
    {
        var schema = new JsonObject { ["type"] = "object", ["additionalProperties"] = ValueOf(field.MessageType.FindFieldByNumber(2), direction) };
        var pattern = field.MessageType.FindFieldByNumber(1).FieldType switch
        {
            FieldType.String => null,
            FieldType.Bool => "^(true|false)$",
            _ => "^-?[0-9]+$",
        };
        if (pattern is not null)
            schema["propertyNames"] = new JsonObject { ["pattern"] = pattern };
        return schema;
    }

    // "ReportCartRequest" is "ReportCartBody"; where two paths give different fields of it, the second is "ReportCartBody2".
    private string NameOfBody(MessageDescriptor message, string given)
    {
        if (_bodies.TryGetValue((message, given), out var known))
            return known;

        var others = _bodies.Keys.Count(body => body.Message == message);
        var name = Words.WithoutSuffix(use.NameOf(message, Direction.Request), "Request") + "Body";
        return _bodies[(message, given)] = others == 0 ? name : $"{name}{others + 1}";
    }

    // A message may hold itself, so the name is taken before the fields are looked at.
    private void Define(string name, string owner, Func<JsonObject> describe)
    {
        if (!_owners.TryAdd(name, owner))
        {
            if (!string.Equals(_owners[name], owner, StringComparison.Ordinal))
                throw new InvalidOperationException($"{owner} would be described as \"{name}\", and so is {_owners[name]}: rename one.");
            return;
        }

        _schemas[name] = [];
        _schemas[name] = describe();
    }
}
