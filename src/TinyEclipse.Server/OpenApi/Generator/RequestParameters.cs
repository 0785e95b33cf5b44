using System.Text.Json.Nodes;
using Google.Api;
using Google.Protobuf.Reflection;

namespace TinyEclipse.Server.OpenApi.Generator;

/// <summary>What a caller gives in the address: the path's parameters, and in the query every field that is in neither path nor body.</summary>
public sealed class RequestParameters(SchemaBook schemas, OpenApiOptions options)
{
    public JsonArray Of(RestRoute route)
    {
        IEnumerable<JsonNode> parameters = route.Path.Parameters.Select(parameter => InPath(route, parameter));
        if (!route.TakesWholeBody)
            parameters = parameters.Concat(InQuery(route, route.Method.InputType, new Place("", "", [])));
        return new JsonArray([.. parameters]);
    }

    private JsonObject InPath(RestRoute route, PathParameter parameter)
    {
        var field = Find(route.Method.InputType, parameter.FieldPath);
        var text = new[]
        {
            field is null ? "" : options.Comments.Of(field),
            parameter.TakesSlashes ? "May hold slashes." : "",
            field is null || parameter.IsWholeField ? "" : $"Part of `{parameter.FieldPath}`, which is `{parameter.Pattern}`.",
        };
        var schema = field is null || !parameter.IsWholeField ? new JsonObject { ["type"] = "string" } : schemas.ValueOf(field, Direction.Request);
        return Parameter(parameter.Name, "path", isRequired: true, string.Join(' ', text.Where(part => part.Length > 0)), schema);
    }

    // A field of a message is named with its place, "maker.name". What has no text, and what would lead into itself, a query cannot hold.
    private IEnumerable<JsonNode> InQuery(RestRoute route, MessageDescriptor message, Place place)
    {
        foreach (var field in message.Fields.InDeclarationOrder())
        {
            var path = place.Path + field.Name;
            if (field.IsMap || !MessageUse.Has(field, Direction.Request) || route.IsInPath(path) || (place.Path.Length == 0 && field == route.BodyField))
                continue;

            var type = field.FieldType == FieldType.Message ? field.MessageType : null;
            if (type is null || ScalarSchemas.HasText(type))
                yield return InQuery(field, place);
            else if (!field.IsRepeated && ScalarSchemas.OfWellKnown(type) is null && type != message && !place.Around.Contains(type))
                foreach (var inner in InQuery(route, type, new Place($"{path}.", $"{place.Name}{options.NameOf(field)}.", [.. place.Around, message])))
                    yield return inner;
        }
    }

    private JsonObject InQuery(FieldDescriptor field, Place place)
    {
        var isRequired = place.Path.Length == 0 && MessageUse.Behaves(field, FieldBehavior.Required);
        var parameter = Parameter(place.Name + options.NameOf(field), "query", isRequired, options.Comments.Of(field), schemas.ValueOf(field, Direction.Request));
        if (field.GetOptions()?.Deprecated ?? false)
            parameter["deprecated"] = true;
        return parameter;
    }

    private static JsonObject Parameter(string name, string place, bool isRequired, string description, JsonObject schema)
    {
        var parameter = new JsonObject { ["name"] = name, ["in"] = place };
        if (isRequired)
            parameter["required"] = true;
        if (description.Length > 0)
            parameter["description"] = description;
        parameter["schema"] = schema;
        return parameter;
    }

    private static FieldDescriptor? Find(MessageDescriptor message, string path)
    {
        FieldDescriptor? field = null;
        var holder = message;
        foreach (var name in path.Split('.'))
        {
            field = holder?.FindFieldByName(name);
            holder = field is { FieldType: FieldType.Message } ? field.MessageType : null;
        }
        return field;
    }

    /// <summary>Where in the request a message lies: in the proto's names, as callers write it, and the messages around it.</summary>
    private sealed record Place(string Path, string Name, MessageDescriptor[] Around);
}
