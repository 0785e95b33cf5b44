using System.Reflection;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Grpc.AspNetCore.Server.Model;

/// <summary>Finds what the code generator wrote for a service and lets it bind the service's methods to all doors.</summary>
internal sealed class ServiceMapper(IEnumerable<IServiceMethodMapper> doors, MappedServices services)
{
    private readonly IReadOnlyList<IServiceMethodMapper> _doors = [.. doors];

    public IReadOnlyList<IEndpointConventionBuilder> Map<TService>(IEndpointRouteBuilder routes)
        where TService : class
    {
        var binding = typeof(TService).GetCustomAttribute<BindServiceMethodAttribute>(inherit: true)
            ?? throw new InvalidOperationException($"{typeof(TService)} does not derive from a generated service base class.");
        var endpoints = new ServiceEndpoints(routes);
        var settings = ServiceSettings.For<TService>(routes.ServiceProvider);
        var binder = new ServiceMethodBinder<TService>(FindDescriptor(binding), settings, _doors, endpoints);

        // Without an instance the generated method tells the shape of the service only.
        FindBindMethod(binding).Invoke(obj: null, BindingFlags.DoNotWrapExceptions, binder: null, [binder, null], culture: null);
        if (binder.ServiceName is { } name)
            services.Add(name, settings);
        return endpoints.All;
    }

    private static MethodInfo FindBindMethod(BindServiceMethodAttribute binding) =>
        binding.BindType
            .GetMethods(BindingFlags.Public | BindingFlags.Static)
            .FirstOrDefault(method => string.Equals(method.Name, binding.BindMethodName, StringComparison.Ordinal)
                && method.GetParameters() is [var binder, _] && binder.ParameterType == typeof(ServiceBinderBase))
        ?? throw new InvalidOperationException($"{binding.BindType} has no method {binding.BindMethodName} that binds to a service binder.");

    private static ServiceDescriptor? FindDescriptor(BindServiceMethodAttribute binding) =>
        binding.BindType.GetProperty("Descriptor", BindingFlags.Public | BindingFlags.Static)?.GetValue(obj: null) as ServiceDescriptor;
}
