using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace Grpc.AspNetCore.Server.Model;

/// <summary>The services that were mapped, by the name they have in the proto.</summary>
internal sealed class MappedServices(IOptions<GrpcServiceOptions> options)
{
    private readonly ConcurrentDictionary<string, ServiceSettings> _services = new(StringComparer.Ordinal);

    /// <summary>Not where no service is mapped at all, nor where it was asked not to.</summary>
    public bool AnswerUnknownServices => !_services.IsEmpty && options.Value.IgnoreUnknownServices != true;

    public void Add(string name, ServiceSettings settings) => _services[name] = settings;

    public ServiceSettings? Find(string name) => _services.GetValueOrDefault(name);
}
