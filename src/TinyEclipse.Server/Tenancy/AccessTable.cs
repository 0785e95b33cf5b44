using System.Collections.Frozen;
using TinyEclipse.Rpc.V1;
using ServiceDescriptor = Google.Protobuf.Reflection.ServiceDescriptor;

namespace TinyEclipse.Server.Tenancy;

/// <summary>Who may call which rpc, as the protos say. A service of ours with an rpc that does not say it stops the start.</summary>
public sealed class AccessTable
{
    private readonly FrozenDictionary<string, Access> _methods;

    public AccessTable(IEnumerable<ServiceDescriptor> services) =>
        _methods = services.SelectMany(service => service.Methods).ToFrozenDictionary(
            method => $"/{method.Service.FullName}/{method.Name}",
            method => method.GetOptions()?.GetExtension(AccessExtensions.Access)
                ?? throw new InvalidOperationException($"{method.FullName} does not say who may call it: give it the option (tinyeclipse.rpc.v1.access)."),
            StringComparer.Ordinal);

    /// <summary>Null for what is not in the protos of ours.</summary>
    public Access? Find(string method) => _methods.GetValueOrDefault(method);
}
