using Grpc.AspNetCore.Server.Calls;
using Microsoft.AspNetCore.Http;

namespace Grpc.Core;

public static class ServerCallContextExtensions
{
    /// <summary>The HTTP request behind the call. Also for a context that wraps the server's, if it hands on the UserState.</summary>
    public static HttpContext GetHttpContext(this ServerCallContext serverCallContext)
    {
        ArgumentNullException.ThrowIfNull(serverCallContext);
        if (serverCallContext is HttpServerCallContext call)
            return call.HttpContext;

        return serverCallContext.UserState.TryGetValue(HttpServerCallContext.HttpContextKey, out var value) && value is HttpContext httpContext
            ? httpContext
            : throw new InvalidOperationException("The call does not come over HTTP, so it has no HttpContext.");
    }
}
