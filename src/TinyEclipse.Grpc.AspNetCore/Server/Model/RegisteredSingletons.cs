using Microsoft.Extensions.DependencyInjection;

namespace Grpc.AspNetCore.Server.Model;

/// <summary>Which services are the same for every call: those need no scope, whose making costs a call more than reading its request.</summary>
internal sealed class RegisteredSingletons(IServiceCollection services)
{
    public bool Contains(Type type) =>
        services.LastOrDefault(service => !service.IsKeyedService && service.ServiceType == type) is { Lifetime: ServiceLifetime.Singleton };
}
