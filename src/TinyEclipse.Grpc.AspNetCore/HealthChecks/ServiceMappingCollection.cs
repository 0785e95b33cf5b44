namespace Grpc.AspNetCore.HealthChecks;

/// <summary>The services that the health service knows.</summary>
public sealed class ServiceMappingCollection
{
    private readonly Dictionary<string, Func<HealthCheckMapContext, bool>> _services =
        new(StringComparer.Ordinal) { [""] = _ => true };

    /// <summary>A service serves as long as none of the checks that the predicate chooses is unhealthy. Mapping it again replaces that.</summary>
    public void Map(string name, Func<HealthCheckMapContext, bool> predicate)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(predicate);
        _services[name] = predicate;
    }

    internal Func<HealthCheckMapContext, bool>? Find(string name) => _services.GetValueOrDefault(name);
}

/// <summary>A health check as a mapping sees it.</summary>
public sealed class HealthCheckMapContext
{
    internal HealthCheckMapContext(string name, IEnumerable<string> tags) => (Name, Tags) = (name, tags);

    public string Name { get; }

    public IEnumerable<string> Tags { get; }
}
