using System.Text.Json.Nodes;
using Google.Protobuf.Reflection;

namespace TinyEclipse.Server.OpenApi.Generator;

/// <summary>The JSON of single values, as proto3 writes them.</summary>
public static class ScalarSchemas
{
    public static JsonObject Of(FieldType type) => type switch
    {
        FieldType.Bool => new() { ["type"] = "boolean" },
        FieldType.String => new() { ["type"] = "string" },
        FieldType.Bytes => new() { ["type"] = "string", ["contentEncoding"] = "base64" },
        FieldType.Double => Real("double"),
        FieldType.Float => Real("float"),
        FieldType.UInt32 or FieldType.Fixed32 => new() { ["type"] = "integer", ["minimum"] = 0, ["maximum"] = uint.MaxValue },
        FieldType.UInt64 or FieldType.Fixed64 => Long("uint64", "^[0-9]+$"),
        FieldType.Int64 or FieldType.SInt64 or FieldType.SFixed64 => Long("int64", "^-?[0-9]+$"),
        FieldType.Int32 or FieldType.SInt32 or FieldType.SFixed32 => new() { ["type"] = "integer", ["format"] = "int32" },
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "is no single value"),
    };

    /// <summary>Null for a message that is an ordinary object of its fields.</summary>
    public static JsonObject? OfWellKnown(MessageDescriptor message) => message.FullName switch
    {
        "google.protobuf.Timestamp" => new() { ["type"] = "string", ["format"] = "date-time" },
        "google.protobuf.Duration" => new() { ["type"] = "string", ["pattern"] = "^-?[0-9]+([.][0-9]{1,9})?s$" },
        "google.protobuf.FieldMask" => new() { ["type"] = "string" },
        "google.protobuf.Struct" or "google.protobuf.Empty" => new() { ["type"] = "object" },
        "google.protobuf.Value" => [],
        "google.protobuf.ListValue" => new() { ["type"] = "array", ["items"] = new JsonObject() },
        "google.protobuf.Any" => Any(),
        _ when IsWrapper(message) => Of(message.FindFieldByName("value").FieldType),
        _ => null,
    };

    /// <summary>Messages that have a text, so that a path or a query can hold them.</summary>
    public static bool HasText(MessageDescriptor message) =>
        IsWrapper(message) || message.FullName is "google.protobuf.Timestamp" or "google.protobuf.Duration" or "google.protobuf.FieldMask";

    private static bool IsWrapper(MessageDescriptor message) => message.File.Name is "google/protobuf/wrappers.proto";

    // NaN and the infinities are text, for JSON has no number for them.
    private static JsonObject Real(string format) =>
        new() { ["type"] = new JsonArray("number", "string"), ["format"] = format, ["pattern"] = "^(NaN|-?Infinity)$" };

    // Text from 2^53 on, which a browser's number cannot hold exactly.
    private static JsonObject Long(string format, string pattern) =>
        new() { ["type"] = new JsonArray("integer", "string"), ["format"] = format, ["pattern"] = pattern };

    private static JsonObject Any() => new()
    {
        ["type"] = "object",
        ["required"] = new JsonArray("@type"),
        ["properties"] = new JsonObject { ["@type"] = new JsonObject { ["type"] = "string" } },
        ["additionalProperties"] = true,
    };
}
