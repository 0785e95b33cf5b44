namespace TinyEclipse.Server.Edge;

/// <summary>What every answer tells browsers and caches: it is data, not a page, and nobody's to keep. A page of ours says otherwise for itself.</summary>
public static class ResponseHeaders
{
    private const string GrpcContentType = "application/grpc";

    public static void UseResponseHeaders(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        // Programs that speak gRPC are no browsers, and every byte of a header travels with every call.
        if (context.Request.ContentType is { } type && type.StartsWith(GrpcContentType, StringComparison.OrdinalIgnoreCase) && !type.StartsWith($"{GrpcContentType}-web", StringComparison.OrdinalIgnoreCase))
            return next(context);

        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = "no-store";
        headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
        headers["Referrer-Policy"] = "no-referrer";
        if (context.Request.IsHttps)
            headers.StrictTransportSecurity = "max-age=63072000";
        return next(context);
    });
}
