using System.Reflection;

namespace TinyEclipse.Server.OpenApi;

/// <summary>"/openapi.json", and at "/docs" a page to read it and try it. Both are for everybody: they tell what the protos tell, and nothing of any tenant.</summary>
public static class OpenApiEndpoints
{
    private const string Prefix = "docs/";
    private const string Index = "index.html";

    // The page loads nothing from elsewhere, runs only its own scripts, and talks only to this server.
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static void MapOpenApi(this IEndpointRouteBuilder endpoints)
    {
        Map(endpoints, "/openapi.json", http => http.RequestServices.GetRequiredService<ApiDescription>().Content.SendAsync(http));
        foreach (var name in Assembly.GetExecutingAssembly().GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            var file = name[Prefix.Length..];
            if (ContentTypeOf(file) is { } contentType)
                MapFile(endpoints, file == Index ? "/docs" : $"/docs/{file}", new Lazy<StaticContent>(() => new StaticContent(contentType, Read(name))));
        }
    }

    private static void MapFile(IEndpointRouteBuilder endpoints, string path, Lazy<StaticContent> content) =>
        Map(endpoints, path, http =>
        {
            http.Response.Headers.ContentSecurityPolicy = ContentSecurityPolicy;
            http.Response.Headers["Referrer-Policy"] = "no-referrer";
            return content.Value.SendAsync(http);
        });

    private static void Map(IEndpointRouteBuilder endpoints, string path, RequestDelegate send) =>
        endpoints.MapMethods(path, [HttpMethods.Get, HttpMethods.Head], send);

    private static string? ContentTypeOf(string file) => Path.GetExtension(file) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        _ => null,
    };

    private static byte[] Read(string name)
    {
        using var resource = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        using var bytes = new MemoryStream();
        resource.CopyTo(bytes);
        return bytes.ToArray();
    }
}
