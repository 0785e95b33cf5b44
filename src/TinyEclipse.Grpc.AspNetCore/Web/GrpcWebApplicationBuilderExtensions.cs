using Grpc.AspNetCore.Web;

namespace Microsoft.AspNetCore.Builder;

public static class GrpcWebApplicationBuilderExtensions
{
    public static IApplicationBuilder UseGrpcWeb(this IApplicationBuilder builder) => builder.UseGrpcWeb(new GrpcWebOptions());

    /// <summary>Lets browsers call gRPC services, also over HTTP/1.1. To stand after routing and CORS.</summary>
    public static IApplicationBuilder UseGrpcWeb(this IApplicationBuilder builder, GrpcWebOptions options)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(options);
        return builder.UseMiddleware<GrpcWebMiddleware>(options);
    }
}
