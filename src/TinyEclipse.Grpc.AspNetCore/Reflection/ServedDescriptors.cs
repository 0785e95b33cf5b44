using Google.Protobuf.Reflection;
using Grpc.AspNetCore.Server.Model;
using Microsoft.AspNetCore.Routing;

namespace Grpc.AspNetCore.Reflection;

/// <summary>The proto files of all mapped services and of what they import, by whatever tools ask for. Read when the first tool asks.</summary>
internal sealed class ServedDescriptors
{
    private readonly Lazy<Index> _index;

    public ServedDescriptors(EndpointDataSource endpoints) =>
        _index = new Lazy<Index>(() => new Index(
        [
            .. endpoints.Endpoints
                .Select(endpoint => endpoint.Metadata.GetMetadata<ServiceMethod>()?.Descriptor?.Service)
                .OfType<ServiceDescriptor>()
                .Distinct(),
        ]));

    public IReadOnlyList<string> ServiceNames => _index.Value.ServiceNames;

    public FileDescriptor? FindFile(string name) => _index.Value.Files.GetValueOrDefault(name);

    public FileDescriptor? FindFileOfSymbol(string fullName) => _index.Value.Symbols.GetValueOrDefault(fullName)?.File;

    public FileDescriptor? FindFileOfExtension(string messageName, int number) =>
        FindExtensions(messageName)?.FirstOrDefault(extension => extension.FieldNumber == number)?.File;

    /// <summary>Null if there is no such message.</summary>
    public IReadOnlyList<FieldDescriptor>? FindExtensions(string messageName) =>
        _index.Value.Symbols.GetValueOrDefault(messageName) is MessageDescriptor ? [.. _index.Value.Extensions[messageName]] : null;

    private sealed class Index
    {
        public Index(IReadOnlyList<ServiceDescriptor> services)
        {
            ServiceNames = [.. services.Select(service => service.FullName).Order(StringComparer.Ordinal)];
            foreach (var service in services)
                Add(service.File);
            Extensions = Symbols.Values.OfType<FieldDescriptor>().ToLookup(extension => extension.ExtendeeType.FullName, StringComparer.Ordinal);
        }

        public IReadOnlyList<string> ServiceNames { get; }

        public Dictionary<string, FileDescriptor> Files { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, IDescriptor> Symbols { get; } = new(StringComparer.Ordinal);

        public ILookup<string, FieldDescriptor> Extensions { get; }

        private void Add(FileDescriptor file)
        {
            if (!Files.TryAdd(file.Name, file))
                return;

            foreach (var dependency in file.Dependencies)
                Add(dependency);
            foreach (var message in file.MessageTypes)
                Add(message);
            Add(file.EnumTypes);
            Add(file.Services);
            Add(file.Services.SelectMany(service => service.Methods));
            Add(file.Extensions.UnorderedExtensions);
        }

        private void Add(MessageDescriptor message)
        {
            Symbols[message.FullName] = message;
            foreach (var nested in message.NestedTypes)
                Add(nested);
            Add(message.EnumTypes);
            Add(message.Extensions.UnorderedExtensions);
        }

        private void Add(IEnumerable<IDescriptor> descriptors)
        {
            foreach (var descriptor in descriptors)
                Symbols[descriptor.FullName] = descriptor;
        }
    }
}
