using Grpc.Core;
using Grpc.Framing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Net.Http.Headers;

namespace Grpc.AspNetCore.Server.Calls;

/// <summary>Answer gRPC calls that no method serves. They match only requests that say they are gRPC, after every other endpoint.</summary>
internal static class UnimplementedEndpoints
{
    public static void MapUnknownMethods(IEndpointRouteBuilder routes, string serviceName) =>
        Map(routes, $"/{serviceName}/{{unknownMethod}}", new { unknownMethod = new GrpcRequestConstraint() }, "Method is unimplemented.");

    public static void MapUnknownServices(IEndpointRouteBuilder routes) =>
        Map(routes, "/{unknownService}/{unknownMethod}", new { unknownMethod = new GrpcRequestConstraint() }, "Service is unimplemented.");

    private static void Map(IEndpointRouteBuilder routes, string pattern, object constraints, string message)
    {
        var status = new Status(StatusCode.Unimplemented, message);
        routes
            .Map(RoutePatternFactory.Parse(pattern, defaults: null, constraints), httpContext =>
            {
                if (RequestCheck.IsGrpc(httpContext))
                {
                    httpContext.Response.ContentType = GrpcProtocol.ContentType;
                    ResponseStatus.Write(httpContext.Response.Headers, status);
                }

                return Task.CompletedTask;
            })
            .WithDisplayName($"gRPC - {message}")
            .WithMetadata(new HttpMethodMetadata([HttpMethods.Post], acceptCorsPreflight: true))
            .Add(endpoint => ((RouteEndpointBuilder)endpoint).Order = int.MaxValue);
    }

    private sealed class GrpcRequestConstraint : IRouteConstraint
    {
        public bool Match(
            HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values, RouteDirection routeDirection) =>
            httpContext is not null && (IsGrpc(httpContext.Request.ContentType) || IsPreflight(httpContext.Request));

        // The middleware of gRPC-Web, which would make it gRPC, comes after routing.
        private static bool IsGrpc(string? contentType) =>
            GrpcProtocol.IsContentType(GrpcProtocol.ContentType, contentType)
            || GrpcProtocol.IsContentType(GrpcProtocol.WebContentType, contentType)
            || GrpcProtocol.IsContentType(GrpcProtocol.WebTextContentType, contentType);

        // A browser that is about to make a gRPC-Web call: without an answer to it the page would never see UNIMPLEMENTED.
        private static bool IsPreflight(HttpRequest request) =>
            HttpMethods.IsOptions(request.Method) && request.Headers.ContainsKey(HeaderNames.AccessControlRequestMethod);
    }
}
