using Grpc.AspNetCore.Server.Model;
using Grpc.Core;
using Grpc.Framing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Grpc.AspNetCore.Server.Calls;

/// <summary>
/// Answers gRPC calls that nothing else in the application answers. It stands at the end of the pipeline and is no endpoint: routing would
/// weigh a pattern for unknown calls at every known one.
/// </summary>
internal sealed class UnknownCalls(MappedServices services) : IStartupFilter
{
    private static readonly Status UnknownMethod = new(StatusCode.Unimplemented, "Method is unimplemented.");
    private static readonly Status UnknownService = new(StatusCode.Unimplemented, "Service is unimplemented.");

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => application =>
    {
        next(application);
        application.Use(Answer);
    };

    private RequestDelegate Answer(RequestDelegate next) => httpContext =>
        httpContext.GetEndpoint() is null
        && HttpMethods.IsPost(httpContext.Request.Method)
        && GrpcProtocol.IsContentType(GrpcProtocol.ContentType, httpContext.Request.ContentType)
        && StatusFor(httpContext.Request.Path) is { } status
            ? Answer(httpContext, status)
            : next(httpContext);

    private static Task Answer(HttpContext httpContext, Status status)
    {
        if (RequestCheck.IsGrpc(httpContext))
        {
            httpContext.Response.ContentType = GrpcProtocol.ContentType;
            ResponseStatus.Write(httpContext.Response.Headers, status);
        }

        return Task.CompletedTask;
    }

    private Status? StatusFor(PathString path) =>
        path.Value?.Split('/') switch
        {
            ["", var service, _] when services.Find(service) is { } settings => settings.IgnoreUnknown ? null : UnknownMethod,
            ["", _, _] when services.AnswerUnknownServices => UnknownService,
            _ => null,
        };
}
