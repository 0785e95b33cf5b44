using System.Text.Json.Nodes;
using Google.Api;
using Google.Protobuf.Reflection;
using ServiceDescriptor = Google.Protobuf.Reflection.ServiceDescriptor;

namespace TinyEclipse.Server.OpenApi.Generator;

/// <summary>
/// Makes an OpenAPI 3.1 document of the routes by which gRPC methods are served as JSON. It knows google.api, google.rpc and proto3's JSON; what it must
/// know of a product it is told by <see cref="OpenApiOptions"/>.
/// </summary>
public sealed class OpenApiGenerator
{
    private readonly OpenApiOptions _options;
    private readonly IReadOnlyList<RestRoute> _routes;
    private readonly SchemaBook _schemas;
    private readonly RequestParameters _parameters;
    private readonly Answers _answers;
    private readonly Dictionary<string, RestPath> _paths = new(StringComparer.Ordinal);
    private readonly HashSet<string> _operationIds = new(StringComparer.Ordinal);

    private OpenApiGenerator(IEnumerable<RestRoute> routes, OpenApiOptions options)
    {
        _options = options;
        _routes = [.. routes.Where(route => route.CanBeDescribed).OrderBy(route => TagOf(route.Method.Service), StringComparer.Ordinal).ThenBy(route => route.Method.Index)];
        _schemas = new SchemaBook(new MessageUse(_routes), options);
        _parameters = new RequestParameters(_schemas, options);
        _answers = new Answers(_schemas, options);
    }

    public static JsonObject Generate(IEnumerable<RestRoute> routes, OpenApiOptions options) => new OpenApiGenerator(routes, options).Generate();

    private JsonObject Generate()
    {
        var paths = new JsonObject();
        foreach (var route in _routes)
        {
            // Paths of one shape share an entry: the first one's names count.
            if (!_paths.TryGetValue(route.Path.Shape, out var path))
                _paths[route.Path.Shape] = path = route.Path;
            if (paths[path.Template] is not JsonObject entry)
                paths[path.Template] = entry = [];
            if (entry[route.Verb] is { } other)
                throw new InvalidOperationException($"{route.Method.FullName} has the route {route.Verb} {path.Template}, which {other["x-grpc-method"]} has already.");
            entry[route.Verb] = Operation(route, path);
        }

        return new JsonObject
        {
            ["openapi"] = "3.1.1",
            ["info"] = _options.Info.DeepClone(),
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/", ["description"] = "The server that sent this document." }),
            ["tags"] = Tags(),
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["securitySchemes"] = _options.SecuritySchemes.DeepClone(),
                ["responses"] = _answers.Shared,
                ["schemas"] = _schemas.ToJson(),
            },
        };
    }

    private JsonObject Operation(RestRoute route, RestPath path)
    {
        var method = route.Method;
        var comment = MethodComment.Of(method, _options.Comments);
        var security = _options.SecurityOf(method);
        var parameters = _parameters.Of(route);
        foreach (var (index, parameter) in path.Parameters.Index())
            parameters[index]!["name"] = parameter.Name;

        var operation = new JsonObject { ["tags"] = new JsonArray(TagOf(method.Service)), ["operationId"] = OperationId(method), ["summary"] = comment.Summary };
        if (string.Join("\n\n", new[] { comment.Description, security.Sentence }.Where(text => text.Length > 0)) is { Length: > 0 } description)
            operation["description"] = description;
        if (method.GetOptions()?.Deprecated ?? false)
            operation["deprecated"] = true;
        var hasInput = parameters.Count > 0 || route.HasBody;
        foreach (var header in _options.RequestHeadersOf(method))
            parameters.Add((JsonNode)header);
        if (parameters.Count > 0)
            operation["parameters"] = parameters;
        if (route.HasBody)
            operation["requestBody"] = Body(route);
        operation["responses"] = _answers.Of(route, comment, security, hasInput);
        operation["security"] = security.Requirements.DeepClone();
        operation["x-grpc-method"] = $"{method.Service.FullName}/{method.Name}";
        foreach (var (name, value) in security.Extensions)
            operation[name] = value.DeepClone();
        return operation;
    }

    private JsonObject Body(RestRoute route)
    {
        var field = route.BodyField;
        var body = new JsonObject();
        if (field is not null && _options.Comments.Of(field) is { Length: > 0 } comment)
            body["description"] = comment;
        // No body is no JSON, even where an empty object will do.
        if (!route.HasRawBody || (field is not null && MessageUse.Behaves(field, FieldBehavior.Required)))
            body["required"] = true;
        body["content"] = route.HasRawBody
            ? new JsonObject { ["*/*"] = new JsonObject() }
            : new JsonObject
            {
                ["application/json"] = new JsonObject { ["schema"] = field is null ? _schemas.BodyOf(route) : _schemas.ValueOf(field, Direction.Request) },
            };
        return body;
    }

    private JsonArray Tags()
    {
        var services = _routes.Select(route => route.Method.Service).DistinctBy(service => service.FullName, StringComparer.Ordinal).ToList();
        if (services.GroupBy(TagOf, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } alike)
            throw new InvalidOperationException($"{string.Join(" and ", alike.Select(service => service.FullName))} would both be shown as \"{alike.Key}\": rename one.");
        return [.. services.Select(service => (JsonNode)new JsonObject { ["name"] = TagOf(service), ["description"] = _options.Comments.Of(service) })];
    }

    // The method's name; with its service's where two have it, with a number for its further routes.
    private string OperationId(MethodDescriptor method)
    {
        var isTaken = _routes.Any(route => route.Method != method && string.Equals(route.Method.Name, method.Name, StringComparison.Ordinal));
        var basis = isTaken ? $"{method.Service.FullName}.{method.Name}" : method.Name;
        var id = basis;
        for (var number = 2; !_operationIds.Add(id); number++)
            id = $"{basis}{number}";
        return id;
    }

    private static string TagOf(ServiceDescriptor service) => Words.Sentence(Words.WithoutSuffix(service.Name, "Service"));
}
