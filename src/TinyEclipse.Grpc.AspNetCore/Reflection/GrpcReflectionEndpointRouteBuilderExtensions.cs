using Grpc.AspNetCore.Reflection;
using Microsoft.AspNetCore.Routing;

namespace Microsoft.AspNetCore.Builder;

public static class GrpcReflectionEndpointRouteBuilderExtensions
{
    /// <summary>Lets tools such as grpcurl and buf curl ask what is served, in v1 and v1alpha of the protocol.</summary>
    public static IEndpointConventionBuilder MapGrpcReflectionService(this IEndpointRouteBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return new GrpcServiceEndpointConventionBuilder(
        [
            builder.MapGrpcService<ReflectionService>(),
            builder.MapGrpcService<ReflectionAlphaService>(),
        ]);
    }
}
