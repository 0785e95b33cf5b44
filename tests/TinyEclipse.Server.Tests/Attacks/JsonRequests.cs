using System.Text;
using Google.Api;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace TinyEclipse.Server.Tests.Attacks;

/// <summary>A message as the JSON request of its method's route, put together by google.api.http alone.</summary>
internal static class JsonRequests
{
    private static readonly JsonFormatter Json = new(JsonFormatter.Settings.Default.WithPreserveProtoFieldNames(true));

    public static HttpRequestMessage Of(MethodDescriptor method, IMessage message)
    {
        var rule = method.GetOptions().GetExtension(AnnotationsExtensions.Http);
        var (verb, template) = rule.PatternCase switch
        {
            HttpRule.PatternOneofCase.Get => (HttpMethod.Get, rule.Get),
            HttpRule.PatternOneofCase.Post => (HttpMethod.Post, rule.Post),
            HttpRule.PatternOneofCase.Delete => (HttpMethod.Delete, rule.Delete),
            HttpRule.PatternOneofCase.Patch => (HttpMethod.Patch, rule.Patch),
            HttpRule.PatternOneofCase.Put => (HttpMethod.Put, rule.Put),
            _ => throw new NotSupportedException($"{method.FullName} has no plain route"),
        };
        var rest = message.Descriptor.Parser.ParseFrom(message.ToByteString());
        var path = string.Join('/', template.Split('/').Select(part => part.StartsWith('{') ? Uri.EscapeDataString(Take(rest, part.Trim('{', '}'))) : part));
        var request = new HttpRequestMessage { Method = verb };
        if (rule.Body == "*")
            request.Content = Body(Json.Format(rest));
        else if (rule.Body.Length > 0 && rest.Descriptor.FindFieldByName(rule.Body) is var body && body.Accessor.GetValue(rest) is IMessage inner)
            (request.Content, _) = (Body(Json.Format(inner)), Take(rest, rule.Body));
        var query = rule.Body == "*" ? "" : string.Join('&', Query(rest, ""));
        request.RequestUri = new Uri(query.Length > 0 ? $"{path}?{query}" : path, UriKind.Relative);
        return request;
    }

    private static StringContent Body(string json) => new(json, Encoding.UTF8, "application/json");

    /// <summary>The value of the field, which travels elsewhere than the others; a path needs something to stand there.</summary>
    private static string Take(IMessage message, string name)
    {
        var field = message.Descriptor.FindFieldByName(name);
        var value = field.Accessor.GetValue(message)?.ToString();
        field.Accessor.Clear(message);
        return string.IsNullOrEmpty(value) ? Guid.Empty.ToString() : value;
    }

    private static IEnumerable<string> Query(IMessage message, string prefix) =>
        message.Descriptor.Fields.InDeclarationOrder().Where(field => !field.IsMap && !field.IsRepeated).SelectMany(field => field.Accessor.GetValue(message) switch
        {
            IMessage inner => Query(inner, $"{prefix}{field.Name}."),
            string { Length: > 0 } text => [$"{prefix}{field.Name}={Uri.EscapeDataString(text)}"],
            _ => Enumerable.Empty<string>(),
        });
}
