using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Google.Protobuf.Reflection;
using TinyEclipse.Rpc.V1;
using ServiceDescriptor = Google.Protobuf.Reflection.ServiceDescriptor;

namespace TinyEclipse.Server.Tenancy;

/// <summary>Who may call which rpc, as the protos say. A service of ours with an rpc that does not say it stops the start.</summary>
public sealed partial class AccessTable
{
    private readonly FrozenDictionary<string, Access> _methods;

    public AccessTable(IEnumerable<ServiceDescriptor> services)
    {
        _methods = services.SelectMany(service => service.Methods)
            .ToFrozenDictionary(method => $"/{method.Service.FullName}/{method.Name}", Read, StringComparer.Ordinal);
        Scopes = _methods.Values.Select(access => access.Scope).Where(scope => scope.Length > 0).ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>All that API tokens may be given, besides everything.</summary>
    public FrozenSet<string> Scopes { get; }

    /// <summary>Null for what is not in the protos of ours.</summary>
    public Access? Find(string method) => _methods.GetValueOrDefault(method);

    private static Access Read(MethodDescriptor method)
    {
        var access = method.GetOptions()?.GetExtension(AccessExtensions.Access)
            ?? throw new InvalidOperationException($"{method.FullName} does not say who may call it: give it the option (tinyeclipse.rpc.v1.access).");
        var takesTokens = !access.Session && (access.Person || access.Role != Role.Unspecified);
        if (takesTokens && !Scope().IsMatch(access.Scope))
            throw new InvalidOperationException($"{method.FullName} does not say which scope opens it to an API token: give its access option a scope such as \"shop:read\".");
        return access;
    }

    [GeneratedRegex(@"\A[a-z]+:(read|write)\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Scope();
}
