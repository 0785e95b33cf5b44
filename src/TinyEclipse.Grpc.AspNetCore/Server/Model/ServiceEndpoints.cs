using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Grpc.AspNetCore.Server.Model;

/// <summary>Collects the endpoints of a service while it is mapped.</summary>
internal sealed class ServiceEndpoints(IEndpointRouteBuilder routes)
{
    private static readonly string[] OtherThanPost =
        [HttpMethods.Get, HttpMethods.Head, HttpMethods.Put, HttpMethods.Patch, HttpMethods.Delete, HttpMethods.Options, HttpMethods.Trace, HttpMethods.Connect];

    private readonly List<IEndpointConventionBuilder> _endpoints = [];

    public IReadOnlyList<IEndpointConventionBuilder> All => _endpoints;

    /// <summary>The application's services, for what a door needs at start-up.</summary>
    public IServiceProvider Services => routes.ServiceProvider;

    /// <summary>The endpoint gets the method's metadata, and further metadata of the door's own. Without an HTTP method it takes any.</summary>
    public void Map(RoutePattern pattern, string? httpMethod, ServiceMethod method, RequestDelegate handler, params object[] metadata)
    {
        var endpoint = routes.Map(pattern, handler);
        endpoint.Add(builder =>
        {
            foreach (var attribute in method.Attributes)
                builder.Metadata.Add(attribute);
            builder.Metadata.Add(method.Metadata);
            builder.Metadata.Add(method);
            // A browser asks first (CORS) before it makes a gRPC-Web call or sends JSON.
            if (httpMethod is not null)
                builder.Metadata.Add(new HttpMethodMetadata([httpMethod], acceptCorsPreflight: true));
            foreach (var item in metadata)
                builder.Metadata.Add(item);
        });
        _endpoints.Add(endpoint.WithDisplayName($"gRPC - {method.FullName}"));
    }

    /// <summary>
    /// Where only POST is taken, routing says 405 to the rest, and gRPC says 404. An endpoint that the application has for the same path and method comes first; a fallback for
    /// all paths does not. It is an endpoint of its own, so that a call has one to choose from still.
    /// </summary>
    public void HideFromOtherMethods(RoutePattern pattern, ServiceMethod method) =>
        routes.Map(pattern, NotFound).WithMetadata(new HttpMethodMetadata(OtherThanPost)).WithOrder(int.MaxValue).WithDisplayName($"gRPC - {method.FullName}, not by POST");

    private static Task NotFound(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }
}
