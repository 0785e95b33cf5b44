using System.Collections;
using System.Collections.Concurrent;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace TinyEclipse.Server.Rpc;

/// <summary>Finds the texts in messages of one type that PostgreSQL cannot keep: those with the character 0. Made once per type.</summary>
public sealed class TextPlan
{
    private static readonly ConcurrentDictionary<MessageDescriptor, TextPlan> Plans = new();

    private readonly FieldDescriptor[] _texts;
    private readonly FieldDescriptor[] _messages;

    private TextPlan(MessageDescriptor type)
    {
        _texts = [.. type.Fields.InDeclarationOrder().Where(field => field.FieldType == FieldType.String)];
        _messages = [.. type.Fields.InDeclarationOrder().Where(field => field.FieldType == FieldType.Message)];
    }

    public static TextPlan Of(MessageDescriptor type) => Plans.GetOrAdd(type, made => new TextPlan(made));

    /// <summary>The path of each bad text: "name", "items[2].name", "data.fields[colour].string_value".</summary>
    public IEnumerable<string> FindBad(IMessage message)
    {
        foreach (var field in _texts)
        {
            foreach (var (path, value) in Values(field, message))
            {
                if (IsBad(value))
                    yield return path;
            }
        }
        foreach (var field in _messages)
        {
            foreach (var (path, value) in Values(field, message))
            {
                foreach (var bad in FindBadWithin(path, value))
                    yield return bad;
            }
        }
    }

    private static IEnumerable<string> FindBadWithin(string path, object value) => value switch
    {
        IMessage message => Of(message.Descriptor).FindBad(message).Select(bad => $"{path}.{bad}"),
        _ => IsBad(value) ? [path] : [],
    };

    private static IEnumerable<(string Path, object Value)> Values(FieldDescriptor field, IMessage message)
    {
        var value = field.Accessor.GetValue(message);
        return value switch
        {
            null => [],
            IDictionary map => Entries(field.Name, map),
            IList list => list.Cast<object>().Select((item, index) => ($"{field.Name}[{index}]", item)),
            _ => [(field.Name, value)],
        };
    }

    private static IEnumerable<(string Path, object Value)> Entries(string name, IDictionary map)
    {
        foreach (DictionaryEntry entry in map)
        {
            yield return (name, entry.Key);
            yield return ($"{name}[{entry.Key}]", entry.Value!);
        }
    }

    private static bool IsBad(object value) => value is string text && text.Contains('\0', StringComparison.Ordinal);
}
