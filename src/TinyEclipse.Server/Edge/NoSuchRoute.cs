using Google.Protobuf;
using Google.Rpc;

namespace TinyEclipse.Server.Edge;

/// <summary>What no route answers gets an error of the same shape as any other: google.rpc.Status in JSON.</summary>
public static class NoSuchRoute
{
    public static void UseNoSuchRoute(this IApplicationBuilder app) => app.UseStatusCodePages(async context =>
    {
        var (request, response) = (context.HttpContext.Request, context.HttpContext.Response);
        var error = response.StatusCode switch
        {
            StatusCodes.Status404NotFound => new Google.Rpc.Status { Code = (int)Code.NotFound, Message = "there is nothing here: /openapi.json lists what there is" },
            StatusCodes.Status405MethodNotAllowed => new Google.Rpc.Status { Code = (int)Code.Unimplemented, Message = $"{request.Method} is not taken here: /openapi.json lists what is" },
            _ => null,
        };
        if (error is null)
            return;

        response.ContentType = "application/json";
        await response.WriteAsync(JsonFormatter.Default.Format(error), context.HttpContext.RequestAborted);
    });
}
