using Grpc.AspNetCore.Web;

namespace Microsoft.AspNetCore.Builder;

public static class GrpcWebEndpointConventionBuilderExtensions
{
    /// <summary>Lets browsers call these endpoints, if UseGrpcWeb() is in the pipeline.</summary>
    public static TBuilder EnableGrpcWeb<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new GrpcWebEnabled());
}
