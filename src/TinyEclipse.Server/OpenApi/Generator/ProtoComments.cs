using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace TinyEclipse.Server.OpenApi.Generator;

/// <summary>The comments of protos, by the full name of what they stand above. They come from a descriptor set with source info: generated C# has none.</summary>
public sealed class ProtoComments
{
    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);

    private ProtoComments(IEnumerable<FileDescriptor> files)
    {
        foreach (var file in files)
        {
            foreach (var service in file.Services)
                Add(service, service.Methods);
            foreach (var message in file.MessageTypes)
                AddMessage(message);
            foreach (var type in file.EnumTypes)
                Add(type, type.Values);
        }
    }

    public static ProtoComments Read(Stream descriptorSet)
    {
        var files = FileDescriptorSet.Parser.ParseFrom(descriptorSet).File.Select(file => file.ToByteString());
        return new ProtoComments(FileDescriptor.BuildFromByteStrings(files));
    }

    /// <summary>Paragraphs, a blank line between them; empty where nothing is said.</summary>
    public string Of(IDescriptor descriptor) => _texts.GetValueOrDefault(descriptor.FullName, "");

    private void AddMessage(MessageDescriptor message)
    {
        Add(message, message.Fields.InDeclarationOrder());
        foreach (var nested in message.NestedTypes)
            AddMessage(nested);
        foreach (var type in message.EnumTypes)
            Add(type, type.Values);
    }

    private void Add(DescriptorBase parent, IEnumerable<DescriptorBase> children)
    {
        foreach (var descriptor in children.Prepend(parent))
        {
            if (descriptor.Declaration is { LeadingComments.Length: > 0 } declaration)
                _texts[descriptor.FullName] = Unwrap(declaration.LeadingComments);
        }
    }

    // Lines of a paragraph are one text; those of a list stay apart.
    private static string Unwrap(string comment)
    {
        var paragraphs = comment.Split('\n').Select(line => line.Trim())
            .Aggregate("", (text, line) => line switch
            {
                "" => text.TrimEnd() + "\n\n",
                ['-', ' ', ..] when text.Length > 0 && !text.EndsWith('\n') => $"{text}\n{line}",
                _ when text.Length > 0 && !text.EndsWith('\n') => $"{text} {line}",
                _ => text + line,
            });
        return paragraphs.Trim();
    }
}
