using Google.Api;
using Google.Protobuf.Reflection;

namespace Microsoft.AspNetCore.Grpc.JsonTranscoding.Rules;

/// <summary>One way to reach a method over HTTP. The verb is null if any will do.</summary>
internal sealed record HttpBinding(HttpRule Rule, string? Verb, PathTemplate Template)
{
    public const string WholeMessage = "*";

    /// <summary>A field, "*" or "".</summary>
    public string Body => Rule.Body;

    /// <summary>A field or "".</summary>
    public string ResponseBody => Rule.ResponseBody;

    /// <summary>Those of the method's google.api.http option: the rule and its additional bindings.</summary>
    public static IReadOnlyList<HttpBinding> Of(MethodDescriptor method)
    {
        var rule = method.GetOptions()?.GetExtension(AnnotationsExtensions.Http);
        return rule is null ? [] : [.. rule.AdditionalBindings.Prepend(rule).Select(Read)];
    }

    private static HttpBinding Read(HttpRule rule)
    {
        var (verb, path) = rule.PatternCase switch
        {
            HttpRule.PatternOneofCase.Get => ("GET", rule.Get),
            HttpRule.PatternOneofCase.Put => ("PUT", rule.Put),
            HttpRule.PatternOneofCase.Post => ("POST", rule.Post),
            HttpRule.PatternOneofCase.Delete => ("DELETE", rule.Delete),
            HttpRule.PatternOneofCase.Patch => ("PATCH", rule.Patch),
            HttpRule.PatternOneofCase.Custom => (rule.Custom.Kind == "*" ? null : rule.Custom.Kind, rule.Custom.Path),
            _ => throw new FormatException("A google.api.http rule has no path."),
        };
        return new HttpBinding(rule, verb, PathTemplateParser.Parse(path));
    }
}
