using System.Text.Json.Nodes;
using Google.Api;
using Google.Protobuf.Reflection;

namespace TinyEclipse.Server.OpenApi.Generator;

public sealed partial class SchemaBook
{
    private JsonObject Describe(MessageDescriptor message, Direction direction, Func<FieldDescriptor, bool> isGiven)
    {
        var fields = message.Fields.InDeclarationOrder().Where(field => MessageUse.Has(field, direction) && !isGiven(field)).ToList();
        var schema = new JsonObject { ["type"] = "object" };
        if (options.Comments.Of(message) is { Length: > 0 } comment)
            schema["description"] = comment;
        if (fields.Where(field => IsRequired(field, direction)).Select(field => (JsonNode)options.NameOf(field)).ToArray() is { Length: > 0 } required)
            schema["required"] = new JsonArray(required);
        schema["properties"] = new JsonObject(fields.Select(field => KeyValuePair.Create(options.NameOf(field), (JsonNode?)Of(field, direction))));
        if (fields.Where(field => field.RealContainingOneof is { Fields.Count: > 1 }).ToList() is { Count: > 0 } choices)
            schema["dependentSchemas"] = new JsonObject(choices.Select(field => KeyValuePair.Create(options.NameOf(field), (JsonNode?)WithoutTheOthers(field))));
        return schema;
    }

    // Answers hold defaults too; only what is not set is missing.
    private static bool IsRequired(FieldDescriptor field, Direction direction) =>
        direction == Direction.Request ? MessageUse.Behaves(field, FieldBehavior.Required) : !field.HasPresence && !MessageUse.Behaves(field, FieldBehavior.InputOnly);

    // Where one field of a oneof is given, no other may be.
    private JsonObject WithoutTheOthers(FieldDescriptor field)
    {
        var others = field.RealContainingOneof.Fields.Where(other => other != field);
        return new JsonObject { ["properties"] = new JsonObject(others.Select(other => KeyValuePair.Create(options.NameOf(other), (JsonNode?)false))) };
    }

    private JsonObject Describe(EnumDescriptor type)
    {
        var comments = type.Values.Where(value => options.Comments.Of(value).Length > 0).ToList();
        var text = string.Join("\n\n", new[]
        {
            options.Comments.Of(type),
            string.Join('\n', comments.Select(value => $"- `{value.Name}`: {options.Comments.Of(value)}")),
        }.Where(part => part.Length > 0));
        var schema = new JsonObject { ["type"] = "string", ["enum"] = new JsonArray([.. type.Values.Select(value => (JsonNode)value.Name)]) };
        if (text.Length > 0)
            schema["description"] = text;
        if (comments.Count > 0)
            schema["x-enum-descriptions"] = new JsonObject(comments.Select(value => KeyValuePair.Create(value.Name, (JsonNode?)options.Comments.Of(value))));
        return schema;
    }
}
