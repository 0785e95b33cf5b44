using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Grpc.JsonTranscoding;
using Microsoft.Extensions.Options;
using TinyEclipse.Rpc.V1;
using TinyEclipse.Server.OpenApi.Generator;

namespace TinyEclipse.Server.OpenApi;

/// <summary>The OpenAPI document of this server, of the JSON routes that it really has. Made when it is first asked for.</summary>
public sealed class ApiDescription(EndpointDataSource endpoints, IOptions<GrpcJsonTranscodingOptions> json)
{
    // Read as JSON alone, so an apostrophe may stand as one.
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Lazy<StaticContent> _content = new(() =>
        new StaticContent("application/json", JsonSerializer.SerializeToUtf8Bytes(Create(endpoints, json.Value.JsonSettings), Json)));

    public StaticContent Content => _content.Value;

    private static JsonObject Create(EndpointDataSource endpoints, GrpcJsonSettings settings)
    {
        using var descriptors = typeof(Access).Assembly.GetManifestResourceStream("descriptors.binpb")!;
        var routes = endpoints.Endpoints
            .Select(endpoint => endpoint.Metadata.GetMetadata<GrpcJsonTranscodingMetadata>())
            .OfType<GrpcJsonTranscodingMetadata>()
            .Select(metadata => new RestRoute(metadata.MethodDescriptor, metadata.HttpRule));
        // By name: the official package has no such setting, and writes lowerCamelCase.
        var keepsNames = typeof(GrpcJsonSettings).GetProperty("PreserveProtoFieldNames")?.GetValue(settings) is true;
        return OpenApiGenerator.Generate(routes, new OpenApiOptions
        {
            Info = Info(),
            Comments = ProtoComments.Read(descriptors),
            NameOf = field => keepsNames ? field.Name : field.JsonName,
            SecuritySchemes = AccessSecurity.Schemes,
            SecurityOf = AccessSecurity.Of,
            RequestHeadersOf = method => EdgeRules.RequestHeaders(method, AccessSecurity.AccessOf(method)),
            AnswerHeadersOf = EdgeRules.AnswerHeaders,
            ExampleOf = ErrorExamples.Of,
        });
    }

    private static JsonObject Info()
    {
        using var introduction = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream("docs/Introduction.md")!);
        return new JsonObject
        {
            ["title"] = "TinyEclipse",
            ["summary"] = "What happens in a WooCommerce shop, for the shop's owner.",
            ["description"] = introduction.ReadToEnd().Trim(),
            ["version"] = "v1",
            ["license"] = new JsonObject { ["name"] = "MIT", ["identifier"] = "MIT" },
        };
    }
}
