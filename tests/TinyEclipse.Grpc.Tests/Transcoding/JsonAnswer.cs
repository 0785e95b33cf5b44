using System.Net.Http.Headers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Grpc.Tests.Transcoding;

/// <summary>What the server answered.</summary>
public sealed record JsonAnswer(int Status, string Text, string? ContentType, HttpResponseHeaders Headers)
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public JsonNode Json => JsonNode.Parse(Text)!;

    /// <summary>The JSON without white space, to compare.</summary>
    public string this[string field] => Json[field]?.ToJsonString(Plain) ?? "";

    public string Message => (string?)Json["message"] ?? "";

    /// <summary>The field errors of an INVALID_ARGUMENT, as "path: description".</summary>
    public IEnumerable<string> Violations => Json["details"]!.AsArray()
        .Where(detail => (string?)detail!["@type"] == "type.googleapis.com/google.rpc.BadRequest")
        .SelectMany(detail => (detail!["fieldViolations"] ?? detail["field_violations"])!.AsArray())
        .Select(violation => $"{violation!["field"]}: {violation["description"]}");

    public JsonAnswer Expect(int status)
    {
        Assert.True(Status == status, $"{Status} instead of {status}: {Text}");
        return this;
    }
}
