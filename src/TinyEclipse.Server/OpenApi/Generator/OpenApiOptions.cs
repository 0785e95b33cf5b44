using System.Text.Json.Nodes;
using Google.Protobuf.Reflection;

namespace TinyEclipse.Server.OpenApi.Generator;

/// <summary>What the generator cannot know from descriptors: the product behind them.</summary>
public sealed record OpenApiOptions
{
    public required JsonObject Info { get; init; }

    public required ProtoComments Comments { get; init; }

    /// <summary>How a field is called in JSON; lowerCamelCase unless told otherwise.</summary>
    public Func<FieldDescriptor, string> NameOf { get; init; } = field => field.JsonName;

    public JsonObject SecuritySchemes { get; init; } = [];

    /// <summary>Who may call a method.</summary>
    public Func<MethodDescriptor, MethodSecurity> SecurityOf { get; init; } = _ => MethodSecurity.Open;

    /// <summary>The parameters that a method takes as headers.</summary>
    public Func<MethodDescriptor, IEnumerable<JsonObject>> RequestHeadersOf { get; init; } = _ => [];

    /// <summary>The headers of answers with this HTTP status.</summary>
    public Func<int, JsonObject> AnswerHeadersOf { get; init; } = _ => [];

    /// <summary>The JSON of a google.rpc.Status as the product would send it, for one method or for any.</summary>
    public Func<NamedError, MethodDescriptor?, JsonNode> ExampleOf { get; init; } = (error, _) => new JsonObject
    {
        ["code"] = (int)error.Code,
        ["message"] = error.Text,
        ["details"] = new JsonArray(),
    };
}

/// <summary>Who may call a method, in OpenAPI's terms, in a sentence, as extensions of the operation, and with what those others are refused.</summary>
public sealed record MethodSecurity(JsonArray Requirements, string Sentence, IReadOnlyList<KeyValuePair<string, JsonNode>> Extensions, IReadOnlyList<NamedError> Errors)
{
    public static MethodSecurity Open => new([], "", [], []);
}
