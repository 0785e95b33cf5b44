using TinyEclipse.Server.Features.People;
using TinyEclipse.Server.Features.Sites;
using TinyEclipse.Server.Features.Tenants;
using ServiceDescriptor = Google.Protobuf.Reflection.ServiceDescriptor;

namespace TinyEclipse.Server.Features;

/// <summary>The product's table of contents: a line per store, worker and service.</summary>
public static class FeatureRegistration
{
    /// <summary>The services of the protos. Each rpc in them must say who may call it.</summary>
    public static readonly IReadOnlyList<ServiceDescriptor> Services =
    [
        TinyEclipse.People.V1.PersonService.Descriptor,
        TinyEclipse.Sites.V1.SiteService.Descriptor,
        TinyEclipse.Tenants.V1.TenantService.Descriptor,
    ];

    public static void AddFeatures(this IServiceCollection services)
    {
        services.AddSingleton<PersonStore>();
        services.AddSingleton<SiteStore>();
        services.AddSingleton<TenantStore>();
    }

    public static void MapFeatures(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGrpcService<PersonService>();
        endpoints.MapGrpcService<SiteService>();
        endpoints.MapGrpcService<TenantService>();
    }

    public static void AddOptionsFor<T>(this IServiceCollection services, string section)
        where T : class =>
        services.AddOptions<T>().BindConfiguration(section).ValidateDataAnnotations().ValidateOnStart();
}
