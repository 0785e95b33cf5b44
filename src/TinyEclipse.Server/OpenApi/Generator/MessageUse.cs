using Google.Api;
using Google.Protobuf.Reflection;

namespace TinyEclipse.Server.OpenApi.Generator;

/// <summary>Which messages travel in which direction, and so what each description is called.</summary>
public sealed class MessageUse
{
    private readonly HashSet<(MessageDescriptor Message, Direction Direction)> _used = [];
    private readonly HashSet<EnumDescriptor> _enums = [];
    private readonly Dictionary<IDescriptor, string> _names = [];

    public MessageUse(IEnumerable<RestRoute> routes)
    {
        foreach (var route in routes)
        {
            Visit(route.Method.InputType, Direction.Request);
            if (route.AnswerField is { } field)
                Visit(field, Direction.Answer);
            else
                Visit(route.Method.OutputType, Direction.Answer);
        }

        Name([.. _used.Select(use => use.Message), .. _enums]);
    }

    public string NameOf(MessageDescriptor message, Direction direction) =>
        direction == Direction.Request && _used.Contains((message, Direction.Answer)) ? $"{_names[message]}Input" : _names[message];

    public string NameOf(EnumDescriptor type) => _names[type];

    /// <summary>Whether a field has a place in a message that travels this way. What is for requests only is still written in answers, with its default.</summary>
    public static bool Has(FieldDescriptor field, Direction direction) =>
        direction == Direction.Answer || !Behaves(field, FieldBehavior.OutputOnly);

    public static bool Behaves(FieldDescriptor field, FieldBehavior behavior) =>
        field.GetOptions()?.GetExtension(FieldBehaviorExtensions.FieldBehavior)?.Contains(behavior) ?? false;

    private void Visit(MessageDescriptor message, Direction direction)
    {
        if (ScalarSchemas.OfWellKnown(message) is not null || !_used.Add((message, direction)))
            return;
        foreach (var field in message.Fields.InDeclarationOrder().Where(field => Has(field, direction)))
            Visit(field, direction);
    }

    private void Visit(FieldDescriptor field, Direction direction)
    {
        if (field.IsMap)
            Visit(field.MessageType.FindFieldByNumber(2), direction);
        else if (field.FieldType == FieldType.Message)
            Visit(field.MessageType, direction);
        else if (field.FieldType == FieldType.Enum)
            _enums.Add(field.EnumType);
    }

    // Short where that is clear: two of one name keep their packages, and one must not be taken for google.rpc.Status.
    private void Name(IReadOnlyCollection<IDescriptor> types)
    {
        foreach (var group in types.Distinct().GroupBy(ShortName, StringComparer.Ordinal))
        {
            foreach (var type in group)
                _names[type] = group.Count() == 1 && group.Key != StatusSchema.Name ? group.Key : type.FullName;
        }
    }

    private static string ShortName(IDescriptor type) =>
        type.File.Package.Length > 0 ? type.FullName[(type.File.Package.Length + 1)..] : type.FullName;
}
