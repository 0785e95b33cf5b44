using System.Text;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using TinyEclipse.Server.Tests.Tenancy;

namespace TinyEclipse.Server.Tests.Attacks;

/// <summary>A message as the JSON request of its method's route, put together by google.api.http alone.</summary>
internal static class JsonRequests
{
    private static readonly JsonFormatter Json = new(JsonFormatter.Settings.Default.WithPreserveProtoFieldNames(true));

    public static HttpRequestMessage Of(MethodDescriptor method, IMessage message)
    {
        var (verb, template, bodyField) = EveryMethod.RouteOf(method);
        var rest = message.Descriptor.Parser.ParseFrom(message.ToByteString());
        var path = string.Join('/', template.Split('/').Select(part => part.StartsWith('{') ? Uri.EscapeDataString(Take(rest, part.Trim('{', '}'))) : part));
        var request = new HttpRequestMessage { Method = verb };
        if (bodyField == "*")
            request.Content = Body(Json.Format(rest));
        else if (bodyField.Length > 0 && rest.Descriptor.FindFieldByName(bodyField) is var body && body.Accessor.GetValue(rest) is IMessage inner)
            (request.Content, _) = (Body(Json.Format(inner)), Take(rest, bodyField));
        var query = bodyField == "*" ? "" : string.Join('&', Query(rest, ""));
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
