using System.Text.Json.Nodes;
using Google.Api;
using Google.Protobuf.Reflection;
using TinyEclipse.Server.OpenApi.Generator;
using TinyEclipse.Server.Tests.OpenApi.Library.V1;

namespace TinyEclipse.Server.Tests.OpenApi;

/// <summary>The document of library.proto, which has every shape of route, field and comment.</summary>
internal static class LibraryDocument
{
    public static JsonObject Instance { get; } = Create();

    public static JsonNode Operation(string path, string verb) =>
        Instance["paths"]![path]?[verb] ?? throw new KeyNotFoundException($"{verb} {path} is not among {string.Join(", ", Instance["paths"]!.AsObject().Select(entry => entry.Key))}");

    public static JsonNode Schema(string name) =>
        Instance["components"]!["schemas"]![name] ?? throw new KeyNotFoundException(name);

    /// <summary>A property of library.v1.Values, as answers have it.</summary>
    public static JsonNode Value(string field) => Schema("Values")["properties"]![field]!;

    public static string[] Strings(this JsonNode? node) => [.. (node as JsonArray ?? []).Select(item => item!.GetValue<string>())];

    public static string[] Names(this JsonNode? node) => [.. (node as JsonArray ?? []).Select(item => item!["name"]!.GetValue<string>())];

    public static string Text(this JsonNode? node) => node!.GetValue<string>();

    private static JsonObject Create()
    {
        using var descriptors = typeof(LibraryDocument).Assembly.GetManifestResourceStream("descriptors.binpb")!;
        return OpenApiGenerator.Generate(LibraryReflection.Descriptor.Services[0].Methods.SelectMany(Routes), new OpenApiOptions
        {
            Info = new JsonObject { ["title"] = "Library", ["version"] = "v1" },
            Comments = ProtoComments.Read(descriptors),
        });
    }

    private static IEnumerable<RestRoute> Routes(MethodDescriptor method)
    {
        var rule = method.GetOptions().GetExtension(AnnotationsExtensions.Http);
        return rule.AdditionalBindings.Prepend(rule).Select(one => new RestRoute(method, one));
    }
}
