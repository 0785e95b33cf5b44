using ServiceDescriptor = Google.Protobuf.Reflection.ServiceDescriptor;

namespace TinyEclipse.Server.Tenancy;

public static class TenancyRegistration
{
    /// <summary>Who may call the rpcs of these services, as their protos say.</summary>
    public static void AddTenancy(this IServiceCollection services, IEnumerable<ServiceDescriptor> served)
    {
        services.AddSingleton(new AccessTable(served));
        services.AddSingleton<AccessInterceptor>();
        services.AddSingleton<ActorInterceptor>();
        services.AddSingleton<CredentialStore>();
        services.AddSingleton<CredentialCache>();
        services.AddHostedService(provider => provider.GetRequiredService<CredentialCache>());
    }
}
