using Google.Api;
using Google.Protobuf.Reflection;

namespace TinyEclipse.Server.OpenApi.Generator;

/// <summary>One way to reach a method over HTTP: the method and one of its google.api.http rules.</summary>
public sealed class RestRoute
{
    private static readonly string[] KnownVerbs = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

    public RestRoute(MethodDescriptor method, HttpRule rule)
    {
        Method = method;
        var (verb, path) = rule.PatternCase switch
        {
            HttpRule.PatternOneofCase.Get => ("get", rule.Get),
            HttpRule.PatternOneofCase.Put => ("put", rule.Put),
            HttpRule.PatternOneofCase.Post => ("post", rule.Post),
            HttpRule.PatternOneofCase.Delete => ("delete", rule.Delete),
            HttpRule.PatternOneofCase.Patch => ("patch", rule.Patch),
            _ => (rule.Custom.Kind, rule.Custom.Path),
        };
        // A rule for any verb is shown as the usual one.
        Verb = verb is not "*" ? verb.ToLowerInvariant() : rule.Body.Length > 0 ? "post" : "get";
        Path = new RestPath(path);
        TakesWholeBody = rule.Body is "*";
        BodyField = TakesWholeBody || rule.Body.Length == 0 ? null : method.InputType.FindFieldByName(rule.Body);
        AnswerField = rule.ResponseBody.Length > 0 ? method.OutputType.FindFieldByName(rule.ResponseBody) : null;
    }

    public MethodDescriptor Method { get; }

    /// <summary>Lower case, as OpenAPI writes it.</summary>
    public string Verb { get; }

    public RestPath Path { get; }

    /// <summary>The body holds the fields of the request that the path does not.</summary>
    public bool TakesWholeBody { get; }

    /// <summary>The field that is the body.</summary>
    public FieldDescriptor? BodyField { get; }

    /// <summary>The field that is the answer; without one the message itself is.</summary>
    public FieldDescriptor? AnswerField { get; }

    public bool HasBody => TakesWholeBody || BodyField is not null;

    /// <summary>A body of whatever content type, as it is.</summary>
    public bool HasRawBody => HasBody && Answers.IsRaw(BodyField is null ? Method.InputType : BodyField.FieldType == FieldType.Message && !BodyField.IsRepeated ? BodyField.MessageType : null);

    /// <summary>False for a verb that OpenAPI 3.1 has no word for.</summary>
    public bool CanBeDescribed => KnownVerbs.Contains(Verb);

    /// <summary>Whether the path gives this field, named as in the rule: "maker.name".</summary>
    public bool IsInPath(string fieldPath) => Path.Parameters.Any(parameter => string.Equals(parameter.FieldPath, fieldPath, StringComparison.Ordinal));
}
