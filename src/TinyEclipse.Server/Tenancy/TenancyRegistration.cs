using TinyEclipse.Server.Features;

namespace TinyEclipse.Server.Tenancy;

public static class TenancyRegistration
{
    public static void AddTenancy(this IServiceCollection services)
    {
        services.AddSingleton(new AccessTable(FeatureRegistration.Services));
        services.AddSingleton<AccessInterceptor>();
        services.AddSingleton<CredentialStore>();
        services.AddSingleton<CredentialCache>();
    }
}
