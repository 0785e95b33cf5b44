using Grpc.Core;
using Grpc.Net.Client.Configuration;

namespace Grpc.Net.Client.Retries;

/// <summary>The configured retry rules by method, service or for all.</summary>
internal sealed class RetryTable
{
    private readonly Dictionary<(string? Service, string? Method), RetryRules?> _rules = [];

    public RetryTable(ServiceConfig? config, int? maxAttempts)
    {
        foreach (var method in config?.MethodConfigs ?? [])
        {
            var rules = method.RetryPolicy is null ? null : new RetryRules(method.RetryPolicy, maxAttempts);
            foreach (var name in method.Names)
            {
                if (!_rules.TryAdd((NullIfEmpty(name.Service), NullIfEmpty(name.Method)), rules))
                    throw new InvalidOperationException($"Service config: '{name.Service}/{name.Method}' is configured twice.");
            }
        }
    }

    public RetryRules? Find(IMethod method) =>
        _rules.TryGetValue((method.ServiceName, method.Name), out var rules) || _rules.TryGetValue((method.ServiceName, null), out rules)
            ? rules
            : _rules.GetValueOrDefault((null, null));

    private static string? NullIfEmpty(string? name) => string.IsNullOrEmpty(name) ? null : name;
}
