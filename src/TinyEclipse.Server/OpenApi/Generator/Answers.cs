using System.Globalization;
using System.Text.Json.Nodes;
using Google.Protobuf.Reflection;
using Google.Rpc;

namespace TinyEclipse.Server.OpenApi.Generator;

/// <summary>The responses of an operation: what it is for, and each way it can fail.</summary>
public sealed class Answers(SchemaBook schemas, OpenApiOptions options)
{
    private static readonly NamedError Malformed = new(Code.InvalidArgument, "", "a field is missing or malformed.");
    private static readonly NamedError MalformedBody = new(Code.InvalidArgument, "", "a field is missing or malformed, or the body is not JSON.");
    private static readonly NamedError Internal = new(Code.Unknown, "", "an exception was thrown by the handler; the server logs it.");
    private static readonly NamedError TooLarge = new(Code.ResourceExhausted, "", "the body is larger than the server accepts.");

    private readonly SortedDictionary<string, JsonObject> _shared = new(StringComparer.Ordinal);

    /// <summary>Those that several operations have in common.</summary>
    public JsonObject Shared => new(_shared.Select(answer => KeyValuePair.Create(answer.Key, (JsonNode?)answer.Value)));

    public JsonObject Of(RestRoute route, MethodComment comment, MethodSecurity security, bool hasInput)
    {
        var answers = new SortedDictionary<string, JsonObject>(StringComparer.Ordinal) { ["200"] = Good(route) };
        IEnumerable<NamedError> own = comment.Errors;
        if (hasInput && !comment.Errors.Any(error => error.Code == Code.InvalidArgument))
            own = own.Prepend(route.HasBody && !route.HasRawBody ? MalformedBody : Malformed);
        // What a method says of a status comes first, and what holds for all is added to it.
        var ownStatuses = own.Select(error => HttpStatuses.Of(error.Code)).ToHashSet();
        var common = security.Errors.Append(Internal).ToLookup(error => ownStatuses.Contains(HttpStatuses.Of(error.Code)));
        foreach (var errors in own.Concat(common[true]).GroupBy(error => HttpStatuses.Of(error.Code)))
            answers[Key(errors.Key)] = Failure(errors.Key, [.. errors], route.Method);
        foreach (var errors in common[false].GroupBy(error => HttpStatuses.Of(error.Code)))
            Share(answers, errors.Key, [.. errors]);

        if (route.HasBody)
            Share(answers, 413, [TooLarge]);
        return new JsonObject(answers.Select(answer => KeyValuePair.Create(answer.Key, (JsonNode?)answer.Value)));
    }

    public static bool IsRaw(MessageDescriptor? message) => message?.FullName is "google.api.HttpBody";

    private JsonObject Good(RestRoute route)
    {
        var message = route.Method.OutputType;
        var field = route.AnswerField;
        var content = new JsonObject();
        if (IsRaw(field is null ? message : field.FieldType == FieldType.Message ? field.MessageType : null))
            content["*/*"] = new JsonObject();
        else
            foreach (var type in route.Method.IsServerStreaming ? ["application/json", "application/x-ndjson", "text/event-stream"] : new[] { "application/json" })
                content[type] = new JsonObject { ["schema"] = field is null ? schemas.Of(message, Direction.Answer) : schemas.ValueOf(field, Direction.Answer) };
        return new JsonObject { ["description"] = Describe(route, field), ["content"] = content };
    }

    private string Describe(RestRoute route, FieldDescriptor? field)
    {
        var text = field is null ? options.Comments.Of(route.Method.OutputType) : options.Comments.Of(field);
        var first = text.Length > 0 ? text : "The answer.";
        return !route.Method.IsServerStreaming
            ? first
            : $"A stream, open for as long as both sides want. Each line is one message, and a `Status` where the stream fails; as `text/event-stream` each event is one, " +
                $"and the stream ends with an event `end` or `error`. The schema is that of one message: {char.ToLowerInvariant(first[0])}{first[1..]}";
    }

    private JsonObject Failure(int status, IReadOnlyList<NamedError> errors, MethodDescriptor? method)
    {
        var answer = Failure(errors, method);
        if (options.AnswerHeadersOf(status) is { Count: > 0 } headers)
            answer["headers"] = headers;
        return answer;
    }

    private JsonObject Failure(IReadOnlyList<NamedError> errors, MethodDescriptor? method) => new()
    {
        ["description"] = string.Join("\n", errors.Select(error => (errors.Count > 1 ? "- " : "") + Sentence(error))),
        ["content"] = new JsonObject
        {
            ["application/json"] = new JsonObject
            {
                ["schema"] = SchemaBook.ReferTo(StatusSchema.Name),
                ["examples"] = new JsonObject(errors.DistinctBy(NameOf, StringComparer.Ordinal).Select(error =>
                    KeyValuePair.Create(NameOf(error), (JsonNode?)new JsonObject { ["value"] = options.ExampleOf(error, method) }))),
            },
        },
    };

    private static string NameOf(NamedError error) => error.Reason.Length > 0 ? error.Reason : error.CodeName;

    private static string Sentence(NamedError error) =>
        error.Reason.Length > 0 ? $"`{error.CodeName}`, reason `{error.Reason}`: {error.Text}" : $"`{error.CodeName}`: {error.Text}";

    private void Share(SortedDictionary<string, JsonObject> answers, int status, IReadOnlyList<NamedError> errors)
    {
        var answer = Failure(status, errors, method: null);
        var basis = status switch { 413 => "TooLarge", 500 => "Internal", _ => errors[0].Code.ToString() };
        var name = basis;
        for (var number = 2; _shared.TryGetValue(name, out var other) && !JsonNode.DeepEquals(other, answer); number++)
            name = $"{basis}{number}";
        _shared.TryAdd(name, answer);
        answers[Key(status)] = new JsonObject { ["$ref"] = $"#/components/responses/{name}" };
    }

    private static string Key(int status) => status.ToString(CultureInfo.InvariantCulture);
}
