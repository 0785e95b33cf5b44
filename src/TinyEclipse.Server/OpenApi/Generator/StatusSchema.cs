using System.Text.Json.Nodes;

namespace TinyEclipse.Server.OpenApi.Generator;

/// <summary>The body of every error: google.rpc.Status.</summary>
public static class StatusSchema
{
    public const string Name = "Status";

    public static JsonObject Create() => new()
    {
        ["type"] = "object",
        ["description"] = "Why a call failed (google.rpc.Status).",
        ["required"] = new JsonArray("code", "message", "details"),
        ["properties"] = new JsonObject
        {
            ["code"] = new JsonObject { ["type"] = "integer", ["format"] = "int32", ["description"] = "The number of the gRPC status (google.rpc.Code)." },
            ["message"] = new JsonObject { ["type"] = "string", ["description"] = "For developers, in English. Programs read `details`." },
            ["details"] = new JsonObject
            {
                ["type"] = "array",
                ["description"] = "Typed details, such as google.rpc.ErrorInfo and google.rpc.BadRequest.",
                ["items"] = Detail(),
            },
        },
    };

    private static JsonObject Detail() => new()
    {
        ["type"] = "object",
        ["required"] = new JsonArray("@type"),
        ["properties"] = new JsonObject
        {
            ["@type"] = new JsonObject { ["type"] = "string", ["description"] = "`type.googleapis.com/` and the name of the message whose fields follow." },
        },
        ["additionalProperties"] = true,
    };
}
