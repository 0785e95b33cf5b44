using Grpc.Core;
using Grpc.Framing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Grpc.AspNetCore.Web;

/// <summary>Marks an endpoint that may be called by gRPC-Web.</summary>
internal sealed class GrpcWebEnabled;

/// <summary>
/// Presents a gRPC-Web request as a gRPC request, and the gRPC response as a gRPC-Web response: browsers see no HTTP trailers, so these
/// become the last frame of the body, and some clients want all of it as base64.
/// </summary>
internal sealed class GrpcWebMiddleware(RequestDelegate next, GrpcWebOptions options)
{
    public Task InvokeAsync(HttpContext httpContext)
    {
        var isText = GrpcProtocol.IsContentType(GrpcProtocol.WebTextContentType, httpContext.Request.ContentType);
        var isWeb = isText || GrpcProtocol.IsContentType(GrpcProtocol.WebContentType, httpContext.Request.ContentType);
        return isWeb && (options.DefaultEnabled || httpContext.GetEndpoint()?.Metadata.GetMetadata<GrpcWebEnabled>() is not null)
            ? TranslateAsync(httpContext, isText)
            : next(httpContext);
    }

    private async Task TranslateAsync(HttpContext httpContext, bool isText)
    {
        var request = httpContext.Request;
        request.ContentType = GrpcProtocol.ContentType;
        // The rest of the pipeline takes HTTP/1.1 for a mistake, which here it is not.
        request.Protocol = HttpProtocol.Http2;
        if (isText)
            request.Body = new Base64ReadStream(request.Body, NoBase64);

        var inner = httpContext.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        var innerTrailers = httpContext.Features.Get<IHttpResponseTrailersFeature>();
        var response = new GrpcWebResponse(inner, AcceptsText(request));
        httpContext.Features.Set<IHttpResponseBodyFeature>(response);
        httpContext.Features.Set<IHttpResponseTrailersFeature>(response);
        httpContext.Response.OnStarting(static state => SetContentType((HttpContext)state), httpContext);
        try
        {
            await next(httpContext);
            await response.WriteTrailersAsync();
        }
        finally
        {
            httpContext.Features.Set(inner);
            httpContext.Features.Set(innerTrailers);
        }
    }

    private static RpcException NoBase64() => new(new Status(StatusCode.Internal, "The request body is not base64."));

    // What the client can read is said by Accept alone; a text request does not imply it.
    private static bool AcceptsText(HttpRequest request) =>
        request.Headers.Accept.Any(value => value?.Contains(GrpcProtocol.WebTextContentType, StringComparison.OrdinalIgnoreCase) == true);

    private static Task SetContentType(HttpContext httpContext)
    {
        // Other content types belong to answers that are no gRPC responses, such as those of authorization.
        if (GrpcProtocol.IsContentType(GrpcProtocol.ContentType, httpContext.Response.ContentType))
            httpContext.Response.ContentType = AcceptsText(httpContext.Request) ? GrpcProtocol.WebTextContentType : GrpcProtocol.WebContentType;
        return Task.CompletedTask;
    }
}
